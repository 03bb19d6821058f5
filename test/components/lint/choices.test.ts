import t from 'tap'
import { choicesOf, lintChoices } from '../../../src/components/lint/choices.js'
import { parseYaml } from '../../../src/yaml/parse.js'
import { Remarks } from '../../../src/yaml/remarks.js'

const optimizer = { name: 'optimizer', bindingData: [{ value: 'sgd' }, { value: 'adam' }] }

function said(changes: Record<string, unknown>, others: unknown[] = [optimizer]): string[] {
  const parameter: Record<string, unknown> = { name: 'p', type: 'int', ...changes }
  const remarks = new Remarks(parseYaml(JSON.stringify(parameter), 'psi.json'))
  lintChoices(parameter, [], [parameter, ...others], remarks)
  return remarks.problems.map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`))
}

t.test('choices of the right kind, and what a form has to call for them', async t => {
  t.strictSame(said({ bindingData: [{ label: 'one', value: '1' }, { value: 2 }], defaultValue: 2 }), [])
  t.strictSame(said({ bindingData: 'call_function getKV()' }), [])
  t.equal(choicesOf('call_function getKV()'), 'called')
  t.equal(choicesOf(undefined), undefined)
  t.strictSame(choicesOf([1]), [1])
})

t.test('choices that cannot be chosen', async t => {
  t.match(said({ bindingData: [{ value: 'all' }] }), ['the choice is the text "all", and should be a whole number'])
  t.match(said({ bindingData: [{ value: 5 }], validator: '(0,5)' }), [/which is not within \(0,5\)/])
  t.match(said({ bindingData: [{ label: 'one' }] }), [/a choice without a value/])
  t.match(said({ bindingData: [{ value: 1 }], defaultValue: 3 }), ['the default is none of the choices'])
  t.match(said({ bindingData: { a: 1 } }), [/expected a list of choices/])
  t.match(said({ bindingData: 'getKV()' }), [/neither a list of choices nor begins with call_function/])
})

t.test('what a parameter depends on', async t => {
  t.strictSame(said({ dependsOn: ['optimizer.sgd', 'optimizer', ''] }), [])
  t.match(said({ dependsOn: ['optimizer.sqn'] }), ['"sqn" is none of the choices of "optimizer"'])
  t.match(said({ dependsOn: ['optimiser.sgd'] }), [/a parameter that is not there \| did you mean "optimizer"/])
  t.match(said({ dependsOn: ['other.x'] }), [/not there \| write <parameter>\.<value>/])
  t.match(said({ dependsOn: ['p.1'] }), ['"p" depends on itself'])
  t.match(said({ dependsOn: 'optimizer.sgd' }), [/expected a list/])
  t.strictSame(
    said({ dependsOn: ['a.b.c'] }, [{ name: 'a.b', bindingData: [{ value: 'c' }] }]),
    [],
    'a name with a dot',
  )
})

import t from 'tap'
import { lintParameters } from '../../../src/components/lint/parameters.js'
import { parseYaml } from '../../../src/yaml/parse.js'
import { Remarks } from '../../../src/yaml/remarks.js'

function lint(...inputParam: unknown[]): string[] {
  const remarks = new Remarks(parseYaml(JSON.stringify({ inputParam }), 'psi.json'))
  lintParameters({ inputParam }, [], remarks)
  return remarks.problems.map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`))
}

/** What is said of a good parameter with something else in it. */
function said(changes: Record<string, unknown>): string[] {
  return lint({ name: 'p', title: 'P', type: 'int', optional: true, ...changes })
}

t.test('nothing is said of what is right', async t => {
  t.strictSame(said({}), [])
  t.strictSame(said({ defaultValue: '30', validator: '(0,1000)', UIPattern: 'editeable', groupTag: ['shown'] }), [])
  t.strictSame(said({ type: 'string', validator: "regular:'^[a-z]+$'", defaultValue: 'abc' }), [])
  t.strictSame(said({ type: 'string', defaultValue: '{"a": 1}' }), [])
  t.strictSame(said({ validator: '', defaultValue: null, bindingData: null, dependsOn: [] }), [])
})

t.test('optional', async t => {
  t.strictSame(said({ optional: 'true' }), ['"optional" is the text "true", and should be true | leave out the quotes'])
  t.match(said({ optional: 'False' }), [/and should be false/])
  t.match(said({ optional: 'no' }), [/"optional" is the text "no", and taken for true/])
  t.match(said({ optional: undefined }), [/"optional" is missing: it is taken for true/])
})

t.test('validators', async t => {
  t.match(said({ validator: 'regular-正则项' }), [/^this validator checks nothing \| write regular:'<pattern>'/])
  t.match(said({ validator: '(inf,sup)' }), [/checks nothing/])
  t.strictSame(said({ validator: 'regular:^[a-z]+$' }), ["this validator checks nothing | write regular:'^[a-z]+$'"])
  t.strictSame(said({ validator: '/^[a-z]+$/' }), ["this validator checks nothing | write regular:'^[a-z]+$'"])
  t.match(said({ validator: '[0,100]' }), [/bounds stand in round brackets/])
  t.match(said({ validator: 5 }), [/checks nothing/])
  t.match(said({ validator: '(5,5)' }), ['no number is between 5 and 5'])
  t.match(said({ type: 'string', validator: '(0,5)' }), [/bounds say nothing of a value of the type "string"/])
  t.match(said({ type: 'string', validator: "regular:'(?=a)'" }), [/the pattern \(\?=a\) cannot be used/])
})

t.test('defaults', async t => {
  t.match(said({ defaultValue: 'many' }), ['the default is the text "many", and should be a whole number'])
  t.match(said({ defaultValue: 2048, validator: '(0,1000)' }), [/the default is the number 2048, which is not within/])
  t.match(said({ type: 'string', defaultValue: 5 }), [/and should be text/])
  t.match(said({ type: 'string', defaultValue: "{'a': True}" }), [/looks like an object, and is not JSON/])
  t.match(said({ type: 'object', defaultValue: "{'a': True}" }), [/and should be an object \| write it as JSON/])
})

t.test('types', async t => {
  t.strictSame(said({ type: 'bool' }), ['"bool" is no type of the specification | write "boolean"'])
  t.match(said({ type: 'Integer' }), ['"Integer" is no type of the specification | write "integer"'])
  t.match(said({ type: 'dict' }), [/and its values are not checked \| write "object"/])
  t.match(said({ type: 'constructor' }), [/\| expected string, int/])
  t.match(said({ type: 'matrix' }), [/and its values are not checked \| expected string, int/])
  t.match(said({ type: undefined }), [/"type" is missing: no value is held against it/])
})

t.test('names, titles and slips', async t => {
  const one = { name: 'p', title: 'P', type: 'int', optional: true }
  t.match(lint(one, one), [/the name "p" is taken/])
  t.match(said({ title: '' }), [/the title is empty/])
  t.match(said({ title: undefined }), [/"title" is missing/])
  t.match(said({ default: 5 }), ['"default" is no field of the specification | did you mean "defaultValue"?'])
  t.match(said({ defualtValue: 5 }), [/did you mean "defaultValue"/])
  t.strictSame(said({ vendor: 5 }), [], "a vendor's own field")
  t.strictSame(lint('p'), [], 'an error, said elsewhere')
})

t.test('what a form makes of it', async t => {
  t.match(said({ UIPattern: 'readonly' }), ['"readonly" is no pattern of a form | did you mean "readOnly"?'])
  t.match(said({ UIPattern: 'secret' }), [/expected editeable, readOnly or hidden/])
  t.match(said({ UIPattern: 'hidden', optional: false }), [/that no form lets anybody set/])
  t.match(said({ UIType: 'select' }), [/nothing to select from/])
  t.match(said({ groupTag: 'shown' }), ['"groupTag" should be a list; found the text "shown" | put it in [ ]'])
})

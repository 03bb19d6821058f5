import t from 'tap'
import { lintSlips } from '../../../src/components/lint/slips.js'
import { parseYaml } from '../../../src/yaml/parse.js'
import { Remarks } from '../../../src/yaml/remarks.js'

function said(written: Record<string, unknown>): string[] {
  const remarks = new Remarks(parseYaml(JSON.stringify(written), 'psi.json'))
  lintSlips(written, [], 'result', remarks)
  return remarks.problems.map(({ message, hint }) => `${message} ${hint}`)
}

t.test('a field that was probably meant for one that is missing', async t => {
  t.strictSame(said({ resultCode: '1', message: 'bad' }), [
    '"message" is no field of the specification did you mean "resultMessage"?',
  ])
  t.strictSame(said({ resultcode: '1', resultMessage: 'bad' }), [
    '"resultcode" is no field of the specification did you mean "resultCode"?',
  ])
})

t.test("a field of the vendor's own is nobody's business", async t => {
  t.strictSame(said({ resultCode: '1', resultMessage: 'bad', message: 'worse', severity: 1, constructor: 1 }), [])
  t.strictSame(said({ severity: 1 }), [])
})

import t from 'tap'
import { bodyFile, peerFile } from '../../helpers/peer-files.js'
import { runIn } from '../terminal.js'

const GOOD = `imageUrl: demo:1
componentName: psi
title: Intersection
provider: isched
version: 1.0.0
description: What two have in common.
roleList: [guest, host]
desVersion: 1.0.0
storageEngine: [s3]
inputParam: []
inputData: []
outputData: []
result:
  - { resultCode: "1", resultMessage: nothing in common }
`
const DOUBTFUL = GOOD.replace('roleList: [guest, host]', 'roleList: [Guest, host]')

t.test('a good descriptor is said to be good, and no daemon is asked', async t => {
  t.same(await runIn({ stdin: GOOD }, 'component', 'lint', '-'), {
    exitCode: 0,
    out: '<stdin>: good: isched/psi@1.0.0\n',
    err: '',
  })
  t.match(await runIn({ stdin: GOOD.replace(/^imageUrl.*\n/, '') }, 'component', 'lint', '-', '--strict'), {
    exitCode: 0,
    err: '',
  })
  t.match(await runIn({ stdin: '[]' }, 'component', 'lint', '-'), {
    exitCode: 0,
    out: '<stdin>: good: no components\n',
  })
})

t.test('a warning does no harm, unless --strict', async t => {
  t.match(await runIn({ stdin: DOUBTFUL }, 'component', 'lint', '-'), {
    exitCode: 0,
    out: '<stdin>: good: isched/psi@1.0.0\n',
    err: /^<stdin>:7:12: warning: "Guest" is none of the roles.*\n +7 \| roleList: \[Guest, host\]\n +\| +\^~~~~\n +hint: did you mean "guest"\?\n\n1 warning\n$/,
  })
  t.match(await runIn({ stdin: DOUBTFUL }, 'component', 'lint', '--strict', '-'), { exitCode: 2, out: '' })
})

t.test('an error is what register refuses; everything is said at once', async t => {
  const directory = t.testdir({
    'a.yaml': DOUBTFUL.replace('provider: isched\n', '').replace('resultCode: "1", ', ''),
    'b.yaml': GOOD,
  })
  const ran = await runIn({}, 'component', 'lint', directory)
  t.match(ran, { exitCode: 2, out: /b\.yaml: good/ })
  t.match(ran.err, /error: "provider" is missing/)
  t.match(ran.err, /error: "result\[0\]\.resultCode" is missing/)
  t.match(ran.err, /\n2 errors, 1 warning\n$/)
})

t.test('the same component in two files', async t => {
  const directory = t.testdir({ 'a.yaml': GOOD, 'b.yaml': GOOD })
  t.match(await runIn({}, 'component', 'lint', directory), {
    exitCode: 0,
    err: /b\.yaml:2:16: warning: psi 1\.0\.0 by isched/,
  })
})

t.test('as json', async t => {
  const { out, err, exitCode } = await runIn({ stdin: DOUBTFUL }, 'component', 'lint', '-', '--strict', '-o', 'json')
  t.same({ err, exitCode }, { err: '', exitCode: 2 })
  t.match(JSON.parse(out), {
    files: [
      {
        file: '<stdin>',
        ok: false,
        components: ['isched/psi@1.0.0'],
        problems: [{ severity: 'warning', line: 7, column: 12, message: /Guest/, hint: 'did you mean "guest"?' }],
      },
    ],
  })
})

for (const file of [
  bodyFile('components.json'),
  peerFile('fate-flow.unionpay.components.json'),
  peerFile('fate-flow.fate.components.json'),
]) {
  t.test(`${file.name} has warnings, and no errors`, { skip: file.skip }, async t => {
    const ran = await runIn({ stdin: file.text() }, 'component', 'lint', '-')
    t.match(ran, { exitCode: 0, out: /^<stdin>: good: / })
    t.match(ran.err, /\n\d+ warnings\n$/)
    const { exitCode, out } = await runIn({ stdin: file.text() }, 'component', 'lint', '-', '-o', 'json', '--strict')
    t.equal(exitCode, 2)
    t.equal(`${JSON.parse(out).files[0].problems.length} warnings`, ran.err.trim().split('\n').at(-1))
  })
}

/** Holds isched-job(5) against what a job file may hold. */
import t from 'tap'
import { examine } from '../../../src/cli/job-file/examine.js'
import { BODY_KEYS } from '../../../src/cli/job-file/expand.js'
import { TASK_KEYS } from '../../../src/cli/job-file/tasks.js'
import { formatDiagnostics } from '../../../src/yaml/diagnostic.js'
import { literals, readManual } from '../manual.js'
import { terminal } from '../terminal.js'

const manual = readManual('isched-job.5')

function fields(title: string): string[] {
  const [, text = ''] = manual.split(`\n.Ss ${title}\n`)
  const items = (text.split('\n.Ss ')[0] ?? '').matchAll(/^\.It Cm (.*)$/gm)
  return [...items].flatMap(([, names = '']) => names.split(' , ')).sort()
}

t.test('every field is written about, and no other', async t => {
  t.same(fields('Fields'), [...BODY_KEYS].sort())
  t.same(fields('Tasks'), [...TASK_KEYS].sort())
})

t.test('the examples are good', async t => {
  const examples = literals(manual).filter(text => !text.startsWith('job.yaml:'))
  t.equal(examples.length, 4)
  for (const stdin of examples) t.same((await examine('-', terminal({ stdin }), {})).remarks, [])
})

t.test('a mistake is shown as it says', async t => {
  const [example = ''] = literals(manual)
  const io = terminal({ stdin: example.replace('psi.rows', 'psi.row') })
  const { document, remarks } = await examine('-', io, {})
  const [shown = ''] = literals(manual).filter(text => text.startsWith('job.yaml:'))
  t.equal(remarks.length, 1)
  const shownAgain = formatDiagnostics(remarks, document.text, { colour: false })
  t.equal(shown.trimEnd(), shownAgain.replace('<stdin>', 'job.yaml'))
})

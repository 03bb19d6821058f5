import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { job, jobId, task } from '../views.js'

const JOB = 'roles: {guest: a}\ntasks: {psi: {component: p@1, output: ids}, train: {component: l@1, input: psi.ids}}\n'

t.test('of a file, which needs no daemon', async t => {
  const file = `${t.testdir({ 'job.yaml': JOB })}/job.yaml`
  t.match(await runIn({}, 'graph', file), { exitCode: 0, out: '1 ─ psi    p\n2 ─ train  l  reads psi.ids\n' })
  t.match((await runIn({}, 'graph', file, '-o', 'mermaid')).out, /^flowchart TD\n/)
  t.match((await runIn({}, 'graph', file, '-o', 'dot')).out, /^digraph job \{\n/)
  t.match(JSON.parse((await runIn({}, 'graph', file, '-o', 'json')).out), {
    tasks: [{ name: 'psi', layer: 1 }, { layer: 2 }],
  })
  t.match((await runIn({ stdin: JOB }, 'graph', '-')).out, /^1 ─ psi/)
})

t.test('of a job, with statuses', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [
    job({ job_id: jobId('a'), task_list: [task('psi', 'SUCCESS'), task('train', 'RUNNING', { upstream: ['psi'] })] }),
  ]
  const drawn = '1 ─ psi    SUCCESS  psi\n2 ─ train  RUNNING  train  reads psi\n'
  t.equal((await runIn({ env: daemon.env }, 'graph', 'aaa')).out, drawn)
  t.equal((await runIn({ env: daemon.env }, 'graph')).out, drawn)
})

t.test('a file with a mistake has no graph', async t => {
  const cycle =
    'roles: {guest: a}\ntasks: {a: {component: x@1, input: b.o, output: o}, b: {component: x@1, input: a.o, output: o}}\n'
  t.match(await runIn({ stdin: cycle }, 'graph', '-'), { exitCode: 2, out: '', err: /in a circle: a -> b -> a/ })
})

import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { ended } from '../views.js'

const JOB = 'roles: {guest: bank-a, host: bank-b}\ntasks: {psi: {component: psi@1.0.0}}\n'

t.test('a job is checked, then submitted under an id of its own', async t => {
  const daemon = await startDaemon(t)
  const { exitCode, out, err } = await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-')
  t.equal(exitCode, 0)
  t.match(out, /^job-[0-9a-f]{32} submitted\n$/)
  t.equal(err, '')
  const [sent] = daemon.called('/v1/platform/schedule/job/create_all')
  t.match(sent?.body, {
    job_id: out.split(' ')[0],
    dag: { components: [{ name: 'psi' }] },
    config: { role: { host: ['bank-b'] } },
  })
})

t.test('the id alone, and as json', async t => {
  const daemon = await startDaemon(t)
  t.match((await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-', '-o', 'name')).out, /^job-[0-9a-f]{32}\n$/)
  const { out } = await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-', '-o', 'json')
  t.match(JSON.parse(out), { job_id: /^job-/ })
})

t.test('a mistake, here or at the node, and nothing is sent', async t => {
  const daemon = await startDaemon(t)
  const bad = await runIn({ env: daemon.env, stdin: JOB.replace('@1.0.0', '') }, 'submit', '-')
  t.match(bad, { exitCode: 2, out: '', err: /<stdin>:2:\d+: error/ })
  daemon.problems = [
    { severity: 'error', path: ['dag', 'components', 0], message: 'no component "psi" is registered here' },
  ]
  t.match(await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-'), { exitCode: 2, err: /no component "psi"/ })
  t.same(daemon.called('/v1/platform/schedule/job/create_all'), [])
})

t.test('a warning is shown, and the job sent', async t => {
  const daemon = await startDaemon(t)
  daemon.problems = [{ severity: 'warning', path: [], message: 'a doubt' }]
  t.match(await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-'), { exitCode: 0, err: /warning: a doubt/ })
})

t.test('without the daemon mistakes are shown all the same; a good file fails with 4', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  t.match(await runIn({ env, stdin: 'tasks: {}' }, 'submit', '-'), { exitCode: 2, err: /nobody holds a role/ })
  t.match(await runIn({ env, stdin: JOB }, 'submit', '-'), { exitCode: 4, err: /^isched: No running daemon/ })
})

t.test('what the node refuses is bad input', async t => {
  const daemon = await startDaemon(t)
  daemon.refusals.set('/v1/platform/schedule/job/create_all', { code: 400, msg: 'config.role.host[0]: no such peer' })
  t.match(await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-'), {
    exitCode: 2,
    err: 'isched: config.role.host[0]: no such peer\n',
  })
})

t.test('--wait: the end of the job is the exit code', async t => {
  const daemon = await startDaemon(t)
  daemon.onCreate = id => daemon.put(ended(id, 'failed', { reason: 'train failed at bank-b' }))
  const text = await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-', '--wait')
  t.match(text, { exitCode: 1, out: /^job-.* submitted\njob-.*FINISHED failed.*\n {2}train failed at bank-b\n/ })
  daemon.onCreate = id => daemon.put(ended(id, 'succeeded'))
  const json = await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-', '--wait', '-o', 'json')
  t.equal(json.exitCode, 0)
  t.match(JSON.parse(json.out), { outcome: 'succeeded' }, 'one document on stdout: the job as it ended')
})

t.test('--set gives a variable its value', async t => {
  const daemon = await startDaemon(t)
  const stdin = JOB.replace('psi@1.0.0', `"psi@\${V}"`)
  await runIn({ env: { ...daemon.env, V: '1' }, stdin }, 'submit', '-', '--set', 'V=2.0')
  t.match(daemon.called('/v1/platform/schedule/job/create_all')[0]?.body, { dag: { components: [{ version: '2.0' }] } })
})

t.test('--watch needs a terminal; on one, the way on is said', async t => {
  const daemon = await startDaemon(t)
  t.match(await runIn({ env: daemon.env, stdin: JOB }, 'submit', '-', '--watch'), {
    exitCode: 2,
    err: /needs a terminal/,
  })
  t.match((await runIn({ env: daemon.env, stdin: JOB, isTTY: true }, 'submit', '-')).err, /isched watch job-/)
})

import t from 'tap'
import { run } from '../../../src/cli/run.js'
import type { LogPage } from '../../../src/protocol/view.js'
import { startDaemon } from '../server.js'
import { runIn, terminal, until } from '../terminal.js'
import { job, jobId, party, task } from '../views.js'

type Line = LogPage['lines'][number]

function line(n: number, text: string, changes: Partial<Line> = {}): Line {
  return { n, role: 'guest.0', level: 'info', stream: 'stdout', at: '2026-03-01T10:00:00.000Z', text, ...changes }
}

async function start(t: Parameters<typeof startDaemon>[0], roles = ['guest.0']) {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a'), roles, task_list: [task('psi', 'SUCCESS'), task('train', 'RUNNING')] })]
  return daemon
}

t.test("a task's lines, of the newest job where none is named", async t => {
  const daemon = await start(t)
  daemon.write('psi', line(1, 'one'), line(2, 'two', { level: 'error' }))
  t.match(await runIn({ env: daemon.env }, 'logs', '--task', 'psi'), { exitCode: 0, out: 'one\ntwo\n', err: '' })
  t.equal((await runIn({ env: daemon.env }, 'logs', 'aaa', '-t', 'psi')).out, 'one\ntwo\n')
  t.equal((await runIn({ env: daemon.env }, 'logs', '--job', 'aaa', '-t', 'psi')).out, 'one\ntwo\n')
  t.match(daemon.called('/v1/isched/logs')[0]?.query, { job_id: jobId('a'), task_name: 'psi', level: 'debug' })
})

t.test('without a task it is the one that matters, and that is said', async t => {
  const daemon = await start(t)
  daemon.write('train', line(1, 'epoch 1'))
  t.match(await runIn({ env: daemon.env }, 'logs'), { out: 'epoch 1\n', err: `Task train of ${jobId('a')}\n` })
})

t.test('when it failed at another node, that is said, too', async t => {
  const daemon = await start(t)
  const parties = [party('guest.0', 'SUCCESS'), party('host.0', 'FAILED')]
  daemon.jobs = [job({ job_id: jobId('a'), task_list: [task('psi', 'FAILED', { parties })] })]
  t.match((await runIn({ env: daemon.env }, 'logs')).err, /^It failed at bank-b \(host\.0\)/m)
})

t.test('more than one page', async t => {
  const daemon = await start(t)
  daemon.write('psi', ...Array.from({ length: 2_500 }, (_, at) => line(at + 1, `line ${at + 1}`)))
  const { out } = await runIn({ env: daemon.env }, 'logs', '-t', 'psi')
  t.equal(out.trimEnd().split('\n').length, 2_500)
  t.match(out, /line 2500\n$/)
})

t.test('the last lines, a level, a role, times', async t => {
  const daemon = await start(t)
  daemon.write('psi', line(1, 'one'), line(2, 'two'), line(3, 'three'))
  t.equal((await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--tail', '2')).out, 'two\nthree\n')
  t.equal((await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--tail', '9')).out, 'one\ntwo\nthree\n')
  t.equal((await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--tail', '0')).out, '')
  t.equal(
    (await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--timestamps', '-n', '1')).out,
    '2026-03-01T10:00:00.000Z three\n',
  )
  await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--level', 'error', '--role', 'guest')
  t.match(daemon.called('/v1/isched/logs').at(-1)?.query, { level: 'error', role: 'guest' })
})

t.test('where several roles of this node wrote, each line says which', async t => {
  const daemon = await start(t, ['guest.0', 'host.0'])
  daemon.write('psi', line(1, 'one'), line(2, '[host.0] two', { role: 'host.0' }))
  t.equal((await runIn({ env: daemon.env }, 'logs', '-t', 'psi')).out, '[guest.0] one\n[host.0] two\n')
  t.equal((await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--role', 'guest')).out, 'one\n')
})

t.test('a file gets what was written, a terminal nothing that moves it', async t => {
  const daemon = await start(t)
  daemon.write('psi', line(1, '\u001B[2Jgone \u001B[31mred\u001B[39m'))
  t.equal((await runIn({ env: daemon.env }, 'logs', '-t', 'psi')).out, '\u001B[2Jgone \u001B[31mred\u001B[39m\n')
  t.equal(
    (await runIn({ env: daemon.env, isTTY: true }, 'logs', '-t', 'psi')).out,
    '·[2Jgone \u001B[31mred\u001B[39m\n',
  )
})

t.test('as json, an object a line', async t => {
  const daemon = await start(t)
  daemon.write('psi', line(1, 'one'), line(2, 'two'))
  const { out } = await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '-o', 'json')
  t.match(
    out
      .trimEnd()
      .split('\n')
      .map(text => JSON.parse(text)),
    [{ n: 1, text: 'one' }, { n: 2 }],
  )
})

t.test('-f goes on until the task has ended, through a restart of the daemon', async t => {
  const daemon = await start(t)
  daemon.complete = false
  daemon.write('train', line(1, 'one'))
  const io = terminal({ env: daemon.env })
  const exitCode = run(['logs', '-t', 'train', '-f'], io)
  await until(() => io.out() === 'one\n')
  daemon.write('train', line(2, 'two'))
  await until(() => io.out() === 'one\ntwo\n')
  await daemon.close()
  await daemon.reopen()
  daemon.write('train', line(3, 'three'))
  await until(() => io.out() === 'one\ntwo\nthree\n')
  daemon.finishLogs()
  t.equal(await exitCode, 0)
})

t.test('ctrl-C ends -f', async t => {
  const daemon = await start(t)
  daemon.complete = false
  const io = terminal({ env: daemon.env })
  daemon.write('train', line(1, 'old'))
  const exitCode = run(['logs', '-t', 'train', '-f', '--tail', '0'], io)
  await until(() => daemon.called('/v1/isched/logs').length > 1)
  daemon.write('train', line(2, 'new'))
  await until(() => io.out() !== '')
  io.interrupt()
  t.equal(await exitCode, 130)
  t.equal(io.out(), 'new\n')
})

t.test('what is not here: a task, a role, the lines of another node', async t => {
  const daemon = await start(t, ['arbiter.0'])
  t.match(await runIn({ env: daemon.env }, 'logs', '-t', 'trian'), {
    exitCode: 2,
    err: /has no task "trian"; did you mean "train"/,
  })
  t.match(await runIn({ env: daemon.env }, 'logs', '-t', 'psi', '--role', 'x'), {
    exitCode: 2,
    err: /No role "x" takes part in psi/,
  })
  t.match(await runIn({ env: daemon.env }, 'logs', '-t', 'psi'), {
    exitCode: 0,
    err: /guest\.0 on bank-a, host\.0 on bank-b/,
  })
})

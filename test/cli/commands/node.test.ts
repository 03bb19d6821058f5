import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { NOW, node } from '../views.js'

t.test('what the daemon says of itself', async t => {
  const daemon = await startDaemon(t)
  const { exitCode, out } = await runIn({ env: daemon.env, now: NOW }, 'node')
  t.equal(exitCode, 0)
  t.same(out.split('\n'), [
    'node         bank-a',
    'institution  bank-a',
    'isched       0.1.0, process 4711, started 3m ago',
    'runner       docker: Docker 20.10',
    'instances    1 running, 0 waiting',
    'room for     2 cores, 4 GiB',
    'approval     manual',
    'scheduler    bank-a',
    'platform     http://127.0.0.1:9700',
    'interconn    http://0.0.0.0:9701',
    'callback     http://172.17.0.1:40000',
    'jobs         1 PENDING, 2 RUNNING',
    '',
  ])
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'node', '-o', 'json')).out), { node_id: 'bank-a' })
})

t.test('why it takes no new work', async t => {
  const daemon = await startDaemon(t)
  daemon.node = { ...node(), closed: 'the disk is full' }
  t.match((await runIn({ env: daemon.env }, 'node')).out, /closed +the disk is full/)
})

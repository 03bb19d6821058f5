/** isched itself, tested as any other node is: in both parts, in both editions, with processes and with containers. */
import t from 'tap'
import type { Edition } from '../../src/protocol/values.js'
import { type RunnerKind, startNodes } from '../helpers/daemon.js'
import { engine } from '../helpers/docker.js'
import { freePorts } from '../helpers/ports.js'
import { found, OUR_ID, runAt, testComponent, tested } from './tested.js'

t.setTimeout(300_000)

const noEngine = (await engine()).skip
const KINDS: [Edition, RunnerKind, string | false][] = [
  ['1.0', 'process', false],
  ['1.2', 'process', false],
  ['1.2', 'docker', noEngine],
]

for (const [edition, runner, skip] of KINDS) {
  t.test(`isched in edition ${edition}, with the runner ${runner}: no deviation`, { skip }, async t => {
    const [port = 0] = await freePorts(1)
    const peers = { [OUR_ID]: { address: `http://127.0.0.1:${port}`, edition } }
    const { a } = await startNodes(t, { a: { runner, settings: { peers } } })
    const roleList = ['guest', 'host']
    const report = await runAt(
      port,
      tested(a.interconnUrl, {
        nodeId: 'a',
        edition,
        component: testComponent('pair', 'test', { roleList }),
        longComponent: testComponent('pair', 'test', { roleList, params: { common: { script: 'hold' } } }),
      }),
      { timeoutMs: 60_000, pace: { pollMs: 100, settleMs: 700 } },
    )
    for (const as of ['participant', 'scheduler'] as const) {
      t.same(found(report, as), [], `as ${as}`)
      t.same(found(report, as, 'not tried'), [], `as ${as}, all is tried`)
    }
    t.same(report.unstopped, [])
  })
}

/** A short torture with either runner. `npm run torture` is the long one; what it finds is to be found with its seed. */
import t from 'tap'
import { withBothRunners } from '../helpers/both-runners.js'
import { show } from './show.js'
import { torture } from './torture.js'

t.setTimeout(300_000)

await withBothRunners(t, async (t, runner) => {
  const report = await torture({
    nodes: 3,
    jobs: 4,
    kills: 12,
    seed: process.env.ISCHED_TORTURE_SEED ?? '1',
    runner,
    patienceMs: 90_000,
    progress: sentence => t.comment(sentence),
    signal: new AbortController().signal,
  })
  t.comment(show(report))
  t.same(report.findings, [])
  t.ok(report.kills >= 12)
  t.ok(report.jobs >= 4)
  t.ok(report.starts > 0)
  t.ok(report.logsRead > 0)
})

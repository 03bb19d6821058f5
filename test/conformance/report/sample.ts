/** A report that holds one of each, and text that would be markup. */
import { planOf } from '../../../src/conformance/plan.js'
import type { Report } from '../../../src/conformance/run.js'
import { tested } from '../tested.js'

export const NASTY = `<script>alert("x & 'y'")</script>\u0007`

export function sampleReport(more: Partial<Report> = {}): Report {
  const place = { specification: 'poll' as const, manual: '6, Polling' }
  const shared = { as: 'participant' as const, title: 'a title', place }
  return {
    plan: planOf(tested('http://10.0.0.7:9380', { nodeId: 'bank-c', as: ['participant', 'scheduler'] }), false),
    startedAt: Date.parse('2026-11-25T02:00:00Z'),
    finishedAt: Date.parse('2026-11-25T02:00:12.5Z'),
    results: [
      { ...shared, id: 'job/create', level: 'must', verdict: { result: 'passed', came: 'HTTP 200 {"code":0}' } },
      {
        ...shared,
        ...{ id: 'job/start.repeat', level: 'differs' },
        verdict: {
          result: 'deviates',
          sent: 'POST job/start {}',
          came: `HTTP 200 ${'long '.repeat(100)}`,
          right: 'success',
        },
      },
      {
        ...shared,
        ...{ id: 'task/poll', level: 'must' },
        verdict: { result: 'deviates', sent: 'POST task/poll {}', came: NASTY, right: 'success' },
      },
      { ...shared, id: 'task/stop', level: 'info', verdict: { result: 'noted', came: 'it is served' } },
      { ...shared, id: 'task/callback', level: 'differs', verdict: { result: 'not tried', why: 'without --listen' } },
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(id => ({
        ...{ as: 'scheduler' as const, id, title: 'a title', level: 'must' as const, place: { manual: '2' } },
        verdict: { result: 'not tried' as const, why: 'without --listen' },
      })),
    ],
    unstopped: [],
    ...more,
  }
}

/** That the judge of a torture sees what is wrong. */
import t from 'tap'
import type { JobView } from '../../src/protocol/view.js'
import { judgeEnd } from './ends.js'
import type { LedgerLine } from './ledger.js'
import type { Acknowledged } from './operator.js'
import type { PlannedJob } from './plan.js'
import { judgeHistory } from './rules.js'

const does = { lines: 1, pauseMs: 0, calls: [], exit: 0 }
const plan: PlannedJob = {
  flowId: 'torture-0',
  initiator: 'a',
  scheduler: 'a',
  syncType: 'callback',
  roles: { guest: ['a'], host: ['b'] },
  tasks: [
    { name: 't0', after: [], component: 'work', does: { 'guest.0': does, 'host.0': does } },
    { name: 't1', after: ['t0'], component: 'work', does: { 'guest.0': does, 'host.0': does } },
  ],
}

/** `start t0 guest.0`, `end t0 guest.0 0`, ... */
function ledger(...words: string[]): LedgerLine[] {
  return words.map((text, at) => {
    const [what = '', task = '', role = '', detail] = text.split(' ')
    const line = { at, what, job: 'j', task, role, pid: 1, ...(detail !== undefined && { detail: Number(detail) }) }
    return asLine(Number.isNaN(line.detail) ? { ...line, detail } : line)
  })
}

function asLine(line: object): LedgerLine
function asLine(line: object): object {
  return line
}

const WHOLE = ['start t0 guest.0', 'start t0 host.0', 'end t0 guest.0 0', 'end t0 host.0 0']
const BOTH = [...WHOLE, 'start t1 guest.0', 'start t1 host.0', 'end t1 guest.0 0', 'end t1 host.0 0']

function findings(lines: string[], acknowledged: Acknowledged[] = []): string[] {
  return judgeHistory({ job: 'j', plan, lines: ledger(...lines), acknowledged }).map(
    ({ kind, task, text }) => `${kind} ${task}: ${text}`,
  )
}

t.test('a job in order has nothing against it', async t => {
  t.same(findings(BOTH), [])
})

t.test('an instance that was started twice', async t => {
  t.match(findings([...BOTH, 'start t1 host.0']), ['doubled t1: host.0 was started 2 times (pids 1, 1)'])
})

t.test('a start before all upstream has ended well at all parties', async t => {
  t.match(findings(['start t0 guest.0', 'start t0 host.0', 'end t0 guest.0 0', 'start t1 guest.0']), [
    'out of order t1: guest.0 was started before t0 had ended well for host.0 at b',
  ])
  t.match(findings([...WHOLE.slice(0, 3), 'end t0 host.0 3', 'start t1 guest.0']), [/^out of order t1/])
  t.match(findings([...WHOLE.slice(0, 3), 'telling t0 host.0 FAILED', 'end t0 host.0 0', 'start t1 guest.0']), [
    /^out of order/,
  ])
  t.same(findings([...WHOLE.slice(0, 3), 'telling t0 host.0 SUCCESS', 'start t1 guest.0']), [], 'its report is its end')
})

t.test('a start of somebody without a role', async t => {
  t.match(findings(['start t0 arbiter.0']), ['out of order t0: arbiter.0 was started, and holds no role in it'])
})

t.test('a start long after a stop was answered, and any after a refusal', async t => {
  const stopped: Acknowledged = { what: 'stopped', job: 'j', node: 'b', at: -20_000, ended: false }
  t.match(findings(WHOLE, [stopped]), [/^out of order t0: host.0 was started long after b had answered/])
  t.same(findings(WHOLE, [{ ...stopped, at: 0 }]), [])
  t.match(findings(WHOLE, [{ what: 'decided', job: 'j', node: 'b', at: 0, approval: 'REJECTED' }]), [
    /b refused the job, and it ran/,
  ])
})

t.test('a report that was refused', async t => {
  t.match(findings([...BOTH, 'refused t1 guest.0 SUCCESS:404']), [
    'at odds t1: the report of guest.0 was refused: SUCCESS:404',
  ])
})

const PARTIES = [
  { node_id: 'a', role: 'guest.0' },
  { node_id: 'b', role: 'host.0' },
]

function view(status: string, outcome: string, tasks: Record<string, string>): JobView
function view(status: string, outcome: string, tasks: Record<string, string>): object {
  const list = Object.entries(tasks).map(([name, each]) => ({
    name,
    status: each,
    parties: PARTIES.map(party => ({ ...party, status: each })),
  }))
  return { status, outcome, reason: '', task_list: list }
}

const GOOD = view('FINISHED', 'succeeded', { t0: 'SUCCESS', t1: 'SUCCESS' })

function ends(
  lines: string[],
  a: JobView,
  b: JobView,
  acknowledged: Acknowledged[] = [],
  killed: string[] = [],
): string[] {
  const views = new Map([
    ['a', a],
    ['b', b],
  ])
  const end = { job: 'j', plan, lines: ledger(...lines), acknowledged, views, killed: new Set(killed) }
  return judgeEnd(end).map(({ task, text }) => (task === undefined ? text : `${task}: ${text}`))
}

t.test('an end that all agree on has nothing against it', async t => {
  t.same(ends(BOTH, GOOD, GOOD), [])
})

t.test('nodes that do not agree', async t => {
  t.match(ends(BOTH, GOOD, view('FINISHED', 'failed', { t0: 'SUCCESS', t1: 'SUCCESS' })), [
    "the nodes do not agree on the job's end: a: FINISHED (succeeded); b: FINISHED (failed)",
  ])
  t.match(ends(BOTH, GOOD, view('FINISHED', 'succeeded', { t0: 'SUCCESS', t1: 'FAILED' })), [
    't1: host is FAILED at b itself, and SUCCESS at the scheduler a',
    /^t1: host.0 is FAILED .* nothing was done to the job/,
  ])
})

t.test('an end that nothing explains', async t => {
  const failed = view('FINISHED', 'failed', { t0: 'SUCCESS', t1: 'SUCCESS' })
  t.match(ends(BOTH, failed, failed), ['the job ended as failed (), and could only end as succeeded'])
  t.same(ends(BOTH, failed, failed, [], ['t1 guest.0']), [], 'one of its instances was killed')
})

t.test('a success that the ledger does not know', async t => {
  t.match(ends(WHOLE, GOOD, GOOD), [
    /^t1: guest.0 is SUCCESS .*, and it never ran/,
    /^t1: host.0 is SUCCESS .*, and it never ran/,
  ])
  t.match(ends(BOTH.slice(0, -1), GOOD, GOOD), [/^t1: host.0 is SUCCESS .*, and it did not end well/])
})

t.test('a branch that was not stopped and did not go on', async t => {
  const stopped: Acknowledged = { what: 'stopped', job: 'j', named: 't1', node: 'a', at: 0, ended: false }
  const early = view('FINISHED', 'stopped', { t0: 'PENDING', t1: 'PENDING' })
  t.match(ends([], early, early, [stopped]), ['t0: it does not follow from what was stopped (t1), and is PENDING'])
  const right = view('FINISHED', 'stopped', { t0: 'SUCCESS', t1: 'PENDING' })
  t.same(ends(WHOLE, right, right, [stopped]), [])
})

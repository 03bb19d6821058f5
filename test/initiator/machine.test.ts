/** Section 2, from the chair of an initiator that another node schedules for. */
import assert from 'node:assert/strict'
import t from 'tap'
import { begin, type InitiatorEvent, type InitiatorState, outstanding, step } from '../../src/initiator/machine.js'
import type { CallOutcome } from '../../src/job/outbox.js'
import { fromDisk, frozen } from '../helpers/frozen.js'

const plan = { jobId: 'job-1', scheduler: 's', digest: 'd', patienceMs: 60_000, body: { job_id: 'job-1', dag: {} } }

/** The state after these events; each step is held to be pure on the way. */
function after(...events: InitiatorEvent[]): InitiatorState {
  return events.reduce(
    (before: InitiatorState, event) => {
      const next = frozen(step(before, frozen(event)))
      assert.deepEqual(step(fromDisk(before), event), next)
      assert.deepEqual(outstanding(fromDisk(next)), outstanding(next))
      return next
    },
    frozen(begin(frozen(plan), 0)),
  )
}

const answer = (outcome: CallOutcome, entryId = 1): InitiatorEvent => ({
  type: 'answered',
  peer: 's',
  entryId,
  outcome,
  at: 5,
})
const ok = answer({ kind: 'ok', data: {} })

function calls(state: InitiatorState): [route: string, body: unknown][] {
  return Object.values(outstanding(state)).flatMap(command =>
    command.type === 'call' ? [[command.entry.route, JSON.parse(command.entry.body)]] : [],
  )
}

t.test('a job is handed to its scheduler', async t => {
  t.strictSame(calls(after()), [['job/create_all', plan.body]])
  t.equal(after().handedOver, 'pending')
})

t.test('once it is taken there is nothing left to tell', async t => {
  t.match(after(ok), { handedOver: 'accepted', reason: '' })
  t.strictSame(calls(after(ok)), [])
})

t.test('a definite refusal is kept with its words', async t => {
  t.match(after(answer({ kind: 'refused', code: 400, message: 'no route to node "x"' })), {
    handedOver: 'refused',
    reason: 's did not take the job: no route to node "x"',
    refusedAt: 5,
  })
})

t.test('so is the end of all patience', async t => {
  t.match(after(answer({ kind: 'expired', message: 'connect ECONNREFUSED' })), { handedOver: 'refused' })
})

t.test('the same answer again changes nothing', async t => {
  const state = after(ok)
  t.equal(step(state, answer({ kind: 'refused', code: 400, message: 'again' })), state)
})

for (const route of ['task/callback', 'job/audit_confirm', 'job/stop_all'] as const) {
  t.test(`${route} that reaches it by mistake is passed on, with the true sender`, async t => {
    const passOn: InitiatorEvent = {
      type: 'passOn',
      route,
      body: { job_id: 'job-1', extra: 1, origin_node_id: 'liar' },
      origin: 'p',
      at: 6,
    }
    t.strictSame(calls(after(ok, passOn)), [[route, { job_id: 'job-1', extra: 1, origin_node_id: 'p' }]])
  })
}

t.test('a stop of its own goes through the scheduler, behind the job', async t => {
  const stop: InitiatorEvent = { type: 'stopAll', at: 6 }
  t.strictSame(calls(after(stop)), [['job/create_all', plan.body]])
  t.strictSame(calls(after(stop, ok)), [['job/stop_all', { job_id: 'job-1' }]])
  t.strictSame(calls(after(ok, { ...stop, task: 'a' })), [['job/stop_all', { job_id: 'job-1', task_name: 'a' }]])
})

/** Section 6, "Who may what": one function says it. */
import t from 'tap'
import { type Action, demand, may } from '../../src/job/may.js'

const job = { jobId: 'job-1', initiator: 'i', scheduler: 's', parties: new Set(['i', 'p']) }

const rules: Record<Action, string[]> = {
  create_all: ['i'],
  create: ['i', 's'],
  start: ['i', 's'],
  stop: ['i', 's'],
  audit: ['i', 'p'],
  callback: ['i', 'p'],
  stop_all: ['i', 's', 'p'],
  status_all: ['i', 's', 'p'],
  poll: ['i', 's', 'p'],
}

for (const [action, allowed] of Object.entries(rules)) {
  t.test(`${action} is for ${allowed.join(', ')}`, async t => {
    for (const caller of ['i', 's', 'p', 'stranger', '']) {
      const name = Object.keys(rules).find((each): each is Action => each === action)
      if (name === undefined) throw new Error(action)
      t.equal(may(caller, name, job), allowed.includes(caller), caller)
      if (allowed.includes(caller)) t.doesNotThrow(() => demand(caller, name, job))
      else t.throws(() => demand(caller, name, job), { code: 403 })
    }
  })
}

t.test('a refusal says who, what, and who may', async t => {
  t.throws(() => demand('x', 'stop', job), {
    message: 'node "x" may not stop job job-1: only its scheduler s and its initiator i may',
  })
  t.throws(() => demand('x', 'audit', job), {
    message: 'node "x" may not approve job job-1: only its parties (i, p) may',
  })
})

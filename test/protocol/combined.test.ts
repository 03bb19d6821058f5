import fc from 'fast-check'
import t from 'tap'
import { combined } from '../../src/protocol/combined.js'
import { TASK_STATUSES, type TaskStatus } from '../../src/protocol/values.js'

const rules: [string, TaskStatus[], TaskStatus][] = [
  ['any FAILED is FAILED', ['SUCCESS', 'FAILED', 'RUNNING', 'PENDING'], 'FAILED'],
  ['all SUCCESS is SUCCESS', ['SUCCESS', 'SUCCESS'], 'SUCCESS'],
  ['one RUNNING is RUNNING', ['PENDING', 'RUNNING', 'READY'], 'RUNNING'],
  ['one SUCCESS already, while others have yet to begin, is RUNNING', ['SUCCESS', 'PENDING'], 'RUNNING'],
  ['one READY is READY', ['PENDING', 'READY'], 'READY'],
  ['all PENDING is PENDING', ['PENDING', 'PENDING'], 'PENDING'],
  ['who has nothing to do is done', [], 'SUCCESS'],
]

for (const [rule, statuses, expected] of rules) {
  t.test(rule, async t => {
    t.equal(combined(statuses), expected)
  })
}

t.test('the order of the parties makes no difference', async () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...TASK_STATUSES)), statuses => {
      return combined(statuses) === combined([...statuses].reverse())
    }),
  )
})

import fc from 'fast-check'
import t from 'tap'
import {
  FOREIGN_ID,
  isFinalJob,
  isFinalTask,
  isJobStatus,
  isTaskStatus,
  JOB_STATUSES,
  KUBERNETES_NAME,
  laterTask,
  plainRole,
  roleKey,
  TASK_STATUSES,
  type TaskStatus,
} from '../../src/protocol/values.js'

const ORDER: TaskStatus[][] = [['PENDING'], ['READY'], ['RUNNING'], ['SUCCESS', 'FAILED']]
const rank = (status: TaskStatus): number => ORDER.findIndex(equals => equals.includes(status))
const anyStatus = fc.constantFrom(...TASK_STATUSES)

t.test('a task moves forward, also over what was never reported', async t => {
  t.equal(laterTask('PENDING', 'RUNNING'), 'RUNNING')
  t.equal(laterTask('READY', 'SUCCESS'), 'SUCCESS')
  t.equal(laterTask('PENDING', 'FAILED'), 'FAILED')
})

t.test('a late or repeated report never moves a task back, and a final status stays', async () => {
  fc.assert(
    fc.property(fc.array(anyStatus), reports => {
      let status: TaskStatus = 'PENDING'
      for (const report of reports) {
        const next = laterTask(status, report)
        if (rank(next) < rank(status)) return false
        if (isFinalTask(status) && next !== status) return false
        status = next
      }
      return rank(status) === Math.max(0, ...reports.map(rank))
    }),
  )
})

t.test('which statuses are final', async t => {
  t.strictSame(TASK_STATUSES.filter(isFinalTask), ['SUCCESS', 'FAILED'])
  t.strictSame(JOB_STATUSES.filter(isFinalJob), ['FINISHED', 'REJECTED'])
})

t.test('what is no status is told from what is', async t => {
  t.ok(isTaskStatus('READY'))
  t.notOk(isTaskStatus('FINISHED'))
  t.notOk(isTaskStatus('running'))
  t.notOk(isTaskStatus(undefined))
  t.ok(isJobStatus('REJECTED'))
  t.notOk(isJobStatus('SUCCESS'))
})

t.test(
  'an id of a peer is letters, digits, dot, underscore and dash, 128 at most, a letter or digit first',
  async t => {
    for (const id of ['job-1', '202611242202458846410', 'A', 'a.b_c-d', 'x'.repeat(128)]) t.match(id, FOREIGN_ID, id)
    for (const id of ['', '.', '..', '-a', '_a', 'a/b', 'a b', 'a\n', '../x', '任务', 'x'.repeat(129)])
      t.notMatch(id, FOREIGN_ID, JSON.stringify(id))
  },
)

t.test('a Kubernetes name has no capitals, no underscores, and 63 characters at most', async t => {
  for (const id of ['job-ss-lr', 'a', '2026', 'x'.repeat(63)]) t.match(id, KUBERNETES_NAME, id)
  for (const id of ['Job', 'a_b', '-a', 'a-', 'a.b', 'x'.repeat(64)]) t.notMatch(id, KUBERNETES_NAME, id)
})

t.test('role keys', async t => {
  t.equal(roleKey('guest', 0), 'guest.0')
  t.equal(plainRole('guest.0'), 'guest')
  t.equal(plainRole('guest.12'), 'guest')
  t.equal(plainRole('guest'), 'guest')
})

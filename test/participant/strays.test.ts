import t from 'tap'
import { step } from '../../src/job/machine.js'
import { strayReason } from '../../src/participant/strays.js'
import { taskIdOf } from '../../src/protocol/job.js'
import type { FoundInstance } from '../../src/runner/runner.js'
import { JOB, takenPart } from '../job/documents.js'

const taskId = taskIdOf(JOB, 'a')
const of = { task: 'a', taskId, role: 'guest.0' }

/** An instance as the runner finds it. */
function found(more: Record<string, string> = {}, id = 'i1'): FoundInstance {
  const labels = { 'isched.job': JOB, 'isched.task': 'a', 'isched.task_id': taskId, 'isched.role': 'guest.0', ...more }
  return { id, name: 'x', labels, phase: 'created' }
}
const prepared = { part: 'participant' as const, event: { type: 'prepared' as const, id: 'i1', ...of, at: 2 } }

t.test('what a job here accounts for stays', async t => {
  const doc = step(await takenPart('g'), prepared)
  t.equal(strayReason(found(), doc), undefined)
})

t.test('what was made and not stored before a crash is found again by its name', async t => {
  t.equal(strayReason(found(), await takenPart('g')), undefined)
})

t.test('but not by a job that is over', async t => {
  const over = step(await takenPart('g'), { part: 'participant', event: { type: 'stop', at: 3 } })
  t.match(strayReason(found(), over), /does not need it/)
})

t.test('what no job accounts for is a stray, and it is said why', async t => {
  const doc = step(await takenPart('g'), prepared)
  t.match(strayReason(found(), undefined), /no job job-1 is known here/)
  t.match(strayReason(found({ 'isched.task': 'z' }), doc), /no such instance/)
  t.match(strayReason(found({ 'isched.role': 'host.0' }), doc), /no such instance/)
  t.match(strayReason(found({}, 'i2'), doc), /another instance/)
  const removed = step(doc, { part: 'participant', event: { type: 'removed', id: 'i1', ...of, at: 3 } })
  t.match(strayReason(found(), removed), /removed/)
})

t.test('what is being discarded is removed by its job', async t => {
  const started = { type: 'taskStart' as const, task: 'a', taskId: 'task-of-theirs', at: 3 }
  const doc = step(step(await takenPart('g'), prepared), { part: 'participant', event: started })
  t.equal(strayReason(found(), doc), undefined)
})

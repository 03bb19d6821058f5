/** The smallest case of each rule that the model once found broken. */
import t from 'tap'
import { jobOf, nodeOf, scenarioOf } from './small.js'
import { World } from './world.js'

t.test('a node whose only write failed takes new work again', async () => {
  // The first thing that fate decides is the store of the job.
  await new World(scenarioOf({ jobs: [jobOf({})], chaos: [244] })).play()
})

t.test('an initiator that knows a job has not yet created it: the scheduler sends its lost create again', async () => {
  const job = jobOf({ scheduler: 1 })
  await new World(scenarioOf({ nodes: [nodeOf(), nodeOf()], jobs: [job], chaos: [0, 0, 0, 0, 0, 0, 176] })).play()
})

t.test('an initiator that takes no part hears of the end', async () => {
  const job = jobOf({ scheduler: 1, roles: { host: [1] } })
  await new World(scenarioOf({ nodes: [nodeOf({ lacks: 'all' }), nodeOf()], jobs: [job] })).play()
})

t.test('what waits for room gets it when the one before it ends in the same step', async () => {
  const tasks = [
    { component: 'all', after: [] },
    { component: 'all', after: [0] },
  ]
  await new World(scenarioOf({ nodes: [nodeOf({ capacity: 1 })], jobs: [jobOf({ tasks })] })).play()
})

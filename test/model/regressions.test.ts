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

t.test('a node whose approval did not come in time is told of the end', async () => {
  const job = jobOf({ roles: { guest: [0, 1] } })
  const deadlines = { approvalMs: 3000 }
  // Its create arrives, late.
  await new World(scenarioOf({ nodes: [nodeOf(), nodeOf()], jobs: [job], deadlines, chaos: [0, 0, 0, 0, 165] })).play()
  const cuts = [{ node: 1, from: 700, ms: 5000 }]
  await new World(scenarioOf({ nodes: [nodeOf(), nodeOf()], jobs: [job], deadlines, cuts })).play()
})

t.test('what is stopped while its recovery looks whether it was started is not started any more', async () => {
  await new World(
    scenarioOf({
      jobs: [
        jobOf({
          tasks: [
            { component: 'all', after: [] },
            { component: 'all', after: [] },
          ],
        }),
      ],
      crashes: [{ node: 0, after: 11, downMs: 1478 }],
      deadlines: { taskMs: 5000 },
      chaos: [0, 0, 190, 179, 179, 255, 212, 211],
    }),
  ).play()
})

t.test('a job does not sleep while something that it let go of can still speak', async () => {
  // The instance is prepared slowly, the job is stopped meanwhile, and somebody who asks after it wakes it.
  await new World(
    scenarioOf({
      jobs: [jobOf({})],
      actions: [
        { at: 704, node: 0, job: 0, type: 'stop' },
        { at: 0, node: 0, job: 0, type: 'decide', approval: 'READY' },
      ],
      chaos: [0, 0, 0, 87, 0, 0, 229],
    }),
  ).play()
})

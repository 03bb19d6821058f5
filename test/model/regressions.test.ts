/** The smallest case of each rule that the model once found broken. */
import t from 'tap'
import { behaviour, jobOf, nodeOf, scenarioOf } from './small.js'
import { World } from './world.js'

t.test('a node whose only write failed takes new work again', async () => {
  // After the engine's list the store of the job is what fate decides.
  await new World(scenarioOf({ jobs: [jobOf({})], chaos: [0, 244] })).play()
})

t.test('an initiator that knows a job has not yet created it: the scheduler sends its lost create again', async () => {
  const job = jobOf({ scheduler: 1 })
  await new World(scenarioOf({ nodes: [nodeOf(), nodeOf()], jobs: [job], chaos: [0, 0, 0, 0, 0, 176] })).play()
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
  // Its create arrives later than that.
  const deadlines = { approvalMs: 1500 }
  await new World(scenarioOf({ nodes: [nodeOf(), nodeOf()], jobs: [job], deadlines, chaos: [0, 0, 0, 165] })).play()
})

t.test('what is stopped while its recovery looks whether it was started is not started any more', async () => {
  // It dies when it has stored that it starts the instance; then the engine takes its time to say that it was not.
  await new World(
    scenarioOf({
      jobs: [jobOf({})],
      actions: [{ at: 300, node: 0, job: 0, type: 'stop' }],
      crashes: [{ node: 0, after: 8, downMs: 10 }],
      chaos: [0, 0, 0, 0, 0, 243],
    }),
  ).play()
})

t.test('a job does not sleep while something that it let go of can still speak', async () => {
  // The instance is prepared slowly, the job is stopped meanwhile; who asks after it wakes it while the instance is removed.
  await new World(
    scenarioOf({
      jobs: [jobOf({ submitAt: 10 })],
      actions: [
        { at: 100, node: 0, job: 0, type: 'stop' },
        { at: 1000, node: 0, job: 0, type: 'decide', approval: 'READY' },
      ],
      chaos: [0, 0, 243, 0, 0, 243],
    }),
  ).play()
})

t.test('a start that is asked after is not sent when a stop has come meanwhile', async () => {
  // It dies with the start posted; the question whether that has arrived takes longer than the stop.
  await new World(
    scenarioOf({
      nodes: [nodeOf(), nodeOf({ kind: 'kuscia' })],
      jobs: [jobOf({ submitAt: 5, roles: { guest: [0, 1] }, behaviours: [behaviour({ after: 3000 })] })],
      actions: [{ at: 300, node: 0, job: 0, type: 'stop' }],
      crashes: [{ node: 0, after: 18, downMs: 10 }],
      chaos: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 159],
    }),
  ).play()
})

t.test(
  'a job whose scheduler never comes back is stopped by its initiator, also where that took no part yet',
  async () => {
    await new World(
      scenarioOf({
        nodes: [nodeOf(), nodeOf()],
        jobs: [jobOf({ scheduler: 1 })],
        loss: { node: 1, at: 9 },
        // Its create is lost.
        chaos: [0, 0, 0, 0, 0, 176],
      }),
    ).play()
  },
)

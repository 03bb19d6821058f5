import t from 'tap'
import { checkBody } from '../../src/job/check.js'
import { bodyOf, endsWell, knownAt, nodesOf, type PlannedJob, planJob } from './plan.js'
import { Random } from './random.js'

const SETTING = { nodes: ['a', 'b', 'c'], manual: ['c'], depth: 6 }
const plans = Array.from({ length: 300 }, (_, number) => planJob(new Random(`seed/${number}`), number, SETTING))

t.test('the same seed plans the same jobs, and another seed others', async t => {
  const again = planJob(new Random('seed/7'), 7, SETTING)
  t.same(again, plans[7])
  t.notSame(planJob(new Random('other/7'), 7, SETTING), plans[7])
})

t.test('every job is one that a node takes', async t => {
  for (const plan of plans) {
    const problems = checkBody(JSON.parse(JSON.stringify(bodyOf(plan))))
    t.same(
      problems.filter(({ severity }) => severity === 'error'),
      [],
      plan.flowId,
    )
  }
})

t.test('the jobs are of mixed shape', async t => {
  const some = (what: string, has: (plan: PlannedJob) => boolean): void => {
    t.ok(plans.some(has), what)
    t.notOk(plans.every(has), `not all: ${what}`)
  }
  some(
    'several roles on one node',
    ({ roles }) => new Set(Object.values(roles).flat()).size < Object.values(roles).flat().length,
  )
  some('a scheduler that takes no part', plan => !nodesOf(plan).includes(plan.scheduler))
  some('polled', ({ syncType }) => syncType === 'poll')
  some('tasks without the arbiter', ({ tasks }) => tasks.some(({ component }) => component === 'pair-work'))
  some('a task after two others', ({ tasks }) => tasks.some(({ after }) => after.length === 2))
  some('two that may run side by side', ({ tasks }) => tasks.filter(({ after }) => after.length === 0).length > 1)
  some('a task that fails', ({ tasks }) => tasks.some(({ does }) => Object.values(does).some(each => !endsWell(each))))
  some('a component that reports its end', ({ tasks }) =>
    tasks.some(({ does }) => Object.values(does).some(({ calls }) => calls.length > 0)),
  )
  some('stopped whole', ({ stop }) => stop !== undefined && stop.named === undefined)
  some('stopped by name', ({ stop }) => stop?.named !== undefined)
  some('killed while it is stopped', ({ stop }) => stop?.kills !== undefined)
  some('stopped as soon as it is taken', ({ stop }) => stop?.early === true)
  some('an instance that is killed', ({ victim }) => victim !== undefined)
  some('refused', ({ refusedBy }) => refusedBy !== undefined)
  for (const plan of plans) t.ok(knownAt(plan).includes(plan.scheduler))
})

t.test('whoever stays until it is stopped has reported its end', async t => {
  for (const { does } of plans.flatMap(({ tasks }) => tasks))
    for (const { stays, calls } of Object.values(does))
      if (stays) t.ok(calls.some(({ status }) => status === 'SUCCESS'))
})

/** Jobs that a participant is given and that never run: what of their bodies it takes. */
import { type Case, deviates, noted, passed, type Verdict } from '../case.js'
import { isDone, mustBeDone, statusOf } from '../judge.js'
import type { World } from '../world.js'

export const CREATION_CASES: readonly Case[] = [
  {
    id: 'job/create.extra-fields',
    title: 'fields that the edition does not know do no harm',
    level: 'differs',
    place: { specification: 'create_job', manual: '3, Editions' },
    does: "creates a job with unknown fields and the other edition's spelling beside its own",
    needs: ['component'],
    run: async world =>
      mustBeDone(await world.create('extra'), 'success: each edition has fields that the other lacks'),
  },
  {
    id: 'job/start.early',
    title: 'a job/start that comes before the node has confirmed the job is kept',
    level: 'differs',
    place: { specification: 'start_job', manual: '6, rule 3' },
    does: 'starts that job at once',
    needs: ['component'],
    after: ['job/create.extra-fields'],
    run: async world => mustBeDone(await world.startJob('extra'), 'success: some schedulers wait for no confirmation'),
  },
  {
    id: 'job/create.any-id',
    title: 'a job_id may have upper case letters, dots and underscores',
    level: 'differs',
    place: { specification: 'create_job', manual: '4' },
    does: 'creates a job under such an id',
    needs: ['component'],
    run: async world => mustBeDone(await world.create('ids'), 'success: the specification calls job_id a text'),
  },
  {
    id: 'job/create.circle',
    title: 'a DAG whose tasks wait for each other in a circle, which its scheduler should have refused',
    level: 'info',
    place: { specification: 'create_job', manual: '4' },
    does: 'creates a job of two tasks that wait for each other',
    needs: ['component'],
    run: world => takenOrNot(world, 'circle'),
  },
  {
    id: 'job/create.no-part',
    title: 'a job in which the node holds no role',
    level: 'info',
    place: { specification: 'create_job', manual: '4' },
    does: 'creates a job without it',
    needs: ['component'],
    run: world => takenOrNot(world, 'strangers'),
  },
  {
    id: 'job/create.unknown-role',
    title: 'an initiator whose role nobody holds',
    level: 'info',
    place: { specification: 'create_job', manual: '4' },
    does: 'creates a job with such an initiator',
    needs: ['component'],
    run: world => takenOrNot(world, 'nobodys'),
  },
  {
    id: 'job/create.unknown-component',
    title: 'a component that is not registered at the node, found out when the job is created',
    level: 'info',
    place: { specification: 'create_job', manual: '5' },
    does: 'creates a job of a component that nobody has',
    run: world => takenOrNot(world, 'unknown'),
  },
  {
    id: 'task/start.without-role',
    title: 'a node without a role in a task is done with it from the start',
    level: 'differs',
    place: { specification: 'start_task', manual: '5' },
    does: "creates a job in which the node holds a role that is not in the component's roleList, starts the task and polls it",
    needs: ['component'],
    run: withoutRole,
  },
]

async function takenOrNot(world: World, label: string): Promise<Verdict> {
  const exchange = await world.create(label)
  return noted(`it is ${isDone(exchange) ? 'taken' : 'refused'}: ${exchange.came}`)
}

async function withoutRole(world: World): Promise<Verdict> {
  const role = unusedRole(world.tested.component?.roleList)
  if (role === undefined)
    return { result: 'not tried', why: 'no descriptor says for which roles the component does not run' }
  const right = 'SUCCESS, or a refusal of task/start: nothing is to run here'
  const created = await world.create('roleless')
  if (!isDone(created)) return deviates(created, 'success')
  if (world.confirms) await world.confirmation('roleless', world.pace.timeoutMs)
  await world.startJob('roleless')
  const start = await world.startTask('roleless', 'only')
  if (!isDone(start)) return passed(start.came)
  const poll = await world.poll('roleless', 'only', role)
  return statusOf(poll) === 'SUCCESS' ? passed(poll.came) : deviates(poll, right)
}

/** A role that a component does not run for; undefined where none is known. */
export function unusedRole(roleList: readonly string[] | undefined): string | undefined {
  if (roleList === undefined) return undefined
  return ['arbiter', 'host', 'guest'].find(role => !roleList.includes(role))
}

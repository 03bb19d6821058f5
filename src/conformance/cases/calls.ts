/** A participant's routes, called wrongly: about nothing that exists, or without what belongs into them. */
import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../protocol/job.js'
import { type Case, deviates, noted, passed } from '../case.js'
import { isDone, isRefused, mustBeRefused, statusOf } from '../judge.js'
import type { World } from '../world.js'

const nobody = () => `conformance-none-${randomBytes(8).toString('hex')}`

/** A job's body without one of its fields. */
function without({ body }: { body: JsonObject }, field: string): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== field))
}

/** job/create, or create_all, without each of the fields that it can't do without. */
export function withoutFields(route: 'job/create' | 'job/create_all', label: string): Case[] {
  return ['job_id', 'dag', 'config'].map(field => ({
    id: `${route}.without-${field}`,
    title: `${route} without ${field} is refused`,
    level: 'must',
    place: { specification: route === 'job/create' ? 'create_job' : 'create_job_all', manual: '3' },
    does: `sends ${route} without ${field}`,
    run: async world => {
      const job = world.job(label)
      world.made.add(job.id)
      return mustBeRefused(
        await world.node.post(route, without(job, field)),
        `a code that is no success, and a msg that names ${field}`,
      )
    },
  }))
}

const badTaskStarts: Record<string, (world: World) => JsonObject> = {
  job_id: () => ({ task_id: nobody(), task_name: 'first' }),
  task_id: () => ({ job_id: nobody(), task_name: 'first' }),
  task_name: () => ({ job_id: nobody(), task_id: nobody() }),
}

export const CALL_CASES: readonly Case[] = [
  {
    id: 'route.unknown',
    title: 'a route that the specification does not have is refused',
    level: 'must',
    place: { specification: 'response', manual: '3, Errors' },
    does: 'sends job/isched_conformance',
    run: async ({ node }) =>
      mustBeRefused(
        await node.call('POST', 'job/isched_conformance', { text: '{}', isOdd: true }),
        'HTTP 404, or a code that is no success',
      ),
  },
  {
    id: 'method.wrong',
    title: 'a route that takes POST refuses GET',
    level: 'must',
    place: { specification: 'response', manual: '3, Errors' },
    does: 'sends GET job/start',
    run: async ({ node }) =>
      mustBeRefused(await node.call('GET', 'job/start', { isOdd: true }), 'HTTP 405, or a code that is no success'),
  },
  {
    id: 'body.not-json',
    title: 'a body that is no JSON is refused',
    level: 'must',
    place: { specification: 'response', manual: '3, Errors' },
    does: 'sends job/create with half a body',
    run: async ({ node }) =>
      mustBeRefused(
        await node.call('POST', 'job/create', { text: '{"job_id":', isOdd: true }),
        'HTTP 400, or a code that is no success',
      ),
  },
  ...withoutFields('job/create', 'broken'),
  {
    id: 'job/start.unknown',
    title: 'job/start of a job that was not created is refused',
    level: 'differs',
    place: { specification: 'start_job', manual: '3, Errors' },
    does: 'sends job/start of a job that nobody has created',
    run: async ({ node }) =>
      mustBeRefused(
        await node.post('job/start', { job_id: nobody() }),
        'a code that is no success: there is no such job',
      ),
  },
  {
    id: 'task/start.unknown-job',
    title: 'task/start in a job that was not created is refused',
    level: 'must',
    place: { specification: 'start_task', manual: '3, Errors' },
    does: 'sends task/start in a job that nobody has created',
    run: async ({ node }) =>
      mustBeRefused(
        await node.post('task/start', { job_id: nobody(), task_id: nobody(), task_name: 'first' }),
        'a code that is no success: there is no such job',
      ),
  },
  ...Object.entries(badTaskStarts).map(
    ([field, body]): Case => ({
      id: `task/start.without-${field}`,
      title: `task/start without ${field} is refused`,
      level: 'must',
      place: { specification: 'start_task', manual: '3, Errors' },
      does: `sends task/start without ${field}`,
      run: async world =>
        mustBeRefused(
          await world.node.post('task/start', body(world)),
          `a code that is no success, and a msg that names ${field}`,
        ),
    }),
  ),
  {
    id: 'task/poll.unknown',
    title: 'task/poll of a task that was never started does not make a status up',
    level: 'must',
    place: { specification: 'poll', manual: '6, Polling' },
    does: 'sends task/poll of a task that nobody has started',
    run: async ({ node, tested }) => {
      const exchange = await node.post('task/poll', { task_id: nobody(), role: tested.role })
      return isRefused(exchange) || statusOf(exchange) === 'PENDING'
        ? passed(exchange.came)
        : deviates(exchange, 'PENDING, or a code that is no success')
    },
  },
  {
    id: 'job/stop.unknown',
    title: 'job/stop of a job that was not created: a stop may arrive before what it stops',
    level: 'info',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'sends job/stop of a job that nobody has created',
    run: async ({ node }) => {
      const exchange = await node.post('job/stop', { job_id: nobody() })
      return noted(`it is ${isDone(exchange) ? 'taken' : 'refused'}: ${exchange.came}`, exchange.sent)
    },
  },
]

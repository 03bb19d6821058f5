/** A task that runs at a participant: what polls say of it, and what is pushed. */
import { z } from 'zod'
import { callHeaders, newTraceId } from '../../protocol/headers.js'
import { laterTask, TASK_STATUSES } from '../../protocol/values.js'
import { type Case, deviates, noted, passed } from '../case.js'
import { inWords } from '../counterpart.js'
import { dataOf, isDone, misfit, pollSchema } from '../judge.js'
import type { Watch, World } from '../world.js'
import { endedWell, nothing, pollsSuccess } from './words.js'

const callbackSchema = z.looseObject({
  task_id: z.string().min(1),
  status: z.enum(TASK_STATUSES),
  role: z.string().min(1),
})

export const RUNNING_CASES: readonly Case[] = [
  {
    id: 'task/poll',
    title: 'task/poll says how a task stands, in one of the five words',
    level: 'must',
    place: { specification: 'poll', manual: '6, Polling' },
    does: 'polls the first task for the role that the node holds, until it has ended',
    needs: ['component'],
    after: ['task/start'],
    run: async world => {
      const { last } = await world.watch('runs', 'first')
      const wrong = isDone(last) ? misfit(pollSchema, dataOf(last), 'data') : 'it is no success'
      return wrong === ''
        ? passed(last.came)
        : deviates(last, `success with data.status of ${TASK_STATUSES.join(', ')}`)
    },
  },
  {
    id: 'task/poll.order',
    title: 'a status never goes back, and a final one stays',
    level: 'must',
    place: { specification: 'poll', manual: '6' },
    does: 'looks at what the polls said',
    needs: ['component'],
    after: ['task/poll'],
    run: world => {
      const { seen, last } = watched(world)
      const goesBack = seen.some((status, at) => at > 0 && laterTask(seen[at - 1] ?? 'PENDING', status) !== status)
      const came = seen.join(', ')
      return goesBack
        ? deviates({ sent: last.sent, came }, 'PENDING, READY, RUNNING, then SUCCESS or FAILED')
        : passed(came)
    },
  },
  {
    id: 'task/runs',
    title: 'the component runs, and its task is SUCCESS',
    level: 'must',
    place: { specification: 'poll', manual: '6, rule 5' },
    does: 'waits until the first task has ended',
    needs: ['component'],
    after: ['task/poll'],
    run: world => endedWell(world, watched(world)),
  },
  {
    id: 'task/poll.role-with-index',
    title: 'a poll that names the role with its index is answered like one without',
    level: 'differs',
    place: { specification: 'poll', manual: '3, Leniency' },
    does: 'polls the task that has ended with the role as components write it, "guest.0"',
    needs: ['component'],
    after: ['task/runs'],
    run: world => pollsSuccess(world, `${world.tested.role}.0`),
  },
  {
    id: 'task/poll.empty-role',
    title: 'a poll that names no role is answered for all roles of the node',
    level: 'differs',
    place: { specification: 'poll', manual: '3, Leniency' },
    does: 'polls the task that has ended with an empty role, as some schedulers do',
    needs: ['component'],
    after: ['task/runs'],
    run: world => pollsSuccess(world, ''),
  },
  {
    id: 'headers.underscores',
    title: 'the caller is known by headers spelled with underscores, too',
    level: 'differs',
    place: { manual: '3, Headers' },
    does: 'polls with x_node_id in place of x-node-id',
    needs: ['component'],
    after: ['task/runs'],
    run: world => {
      const { ourId, nodeId, role } = world.tested
      return pollsSuccess(world, role, callHeaders(ourId, nodeId, newTraceId(), Date.now(), 'underscores'))
    },
  },
  {
    id: 'headers.node-id-only',
    title: 'x-node-id alone names the caller',
    level: 'differs',
    place: { manual: '3, Headers' },
    does: 'polls with no header of the protocol but x-node-id',
    needs: ['component'],
    after: ['task/runs'],
    run: world => pollsSuccess(world, world.tested.role, { 'x-node-id': world.tested.ourId }),
  },
  {
    id: 'task/callback',
    title: 'under sync_type callback a node pushes the status of its tasks',
    level: 'differs',
    place: { specification: 'callback', manual: '6, rule 6' },
    does: 'waits for task/callback of the task that has ended',
    needs: ['component', 'listener'],
    after: ['task/runs'],
    run: async world => {
      const taskId = world.taskId('runs', 'first')
      const isEnd = (call: { route: string; body: Record<string, unknown> }) =>
        call.route === 'task/callback' && call.body.task_id === taskId && call.body.status === 'SUCCESS'
      const { callMs } = world.pace
      const call = await world.us?.seen(isEnd, callMs, world.signal)
      if (call === undefined)
        return nothing(world, 'POST task/start', 'POST task/callback with task_id, role and status SUCCESS', callMs)
      const wrong = misfit(callbackSchema, call.body, 'body')
      return wrong === ''
        ? passed(inWords(call))
        : deviates({ sent: 'POST task/start', came: inWords(call) }, `the three fields of callback; ${wrong}`)
    },
  },
  {
    id: 'job/status_all',
    title: 'what a participant says to job/status_all, which belongs to the scheduler',
    level: 'info',
    place: { specification: 'job_status_all', manual: '2' },
    does: 'asks for job/status_all, with the job_id in the query',
    needs: ['component'],
    after: ['task/start'],
    run: async world => {
      const exchange = await world.node.get('job/status_all', { job_id: world.job('runs').id })
      return noted(exchange.came, exchange.sent)
    },
  },
]

function watched(world: World): Watch {
  const watch = world.watches.get(world.taskId('runs', 'first'))
  if (watch === undefined) throw new Error('the first task was not watched')
  return watch
}

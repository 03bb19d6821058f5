/** A scheduler drives a job to its good end, with isched as the participant. */
import { type Case, deviates, noted, notTried, passed } from '../case.js'
import { inWords } from '../counterpart.js'
import { dataOf, isDone, jobStatusSchema, misfit, mustBeDone } from '../judge.js'
import { begin, callback, confirm, ends, missing, start, statusAll } from './scheduling.js'
import { nothing, REPEAT, seconds } from './words.js'

export const DRIVING_CASES: readonly Case[] = [
  {
    id: 'job/create.sent',
    title: 'the scheduler creates the job at each participant, with all that its initiator wrote',
    level: 'must',
    place: { specification: 'create_job', manual: '2' },
    does: 'waits for job/create',
    needs: ['listener'],
    after: ['job/create_all'],
    run: async world => {
      const part = world.part('chain')
      const call = await part.seen('job/create', world.pace.timeoutMs, world.signal)
      if (call === undefined) return nothing(world, 'job/create_all', 'POST job/create')
      const lost = missing(world.job('chain').body, call.body, [])
      return lost === undefined
        ? passed(inWords(call))
        : deviates({ sent: 'POST job/create_all', came: inWords(call) }, `${lost} as it was handed over`)
    },
  },
  {
    id: 'job/create.unknown-fields',
    title: 'fields that the scheduler does not know reach the participants',
    level: 'differs',
    place: { specification: 'create_job', manual: '3, Editions' },
    does: "hands over a job with unknown fields and the other edition's spelling, and waits for job/create",
    needs: ['listener'],
    after: ['job/create.sent'],
    run: async world => {
      const exchange = await begin(world, 'extra')
      if (!isDone(exchange)) return deviates(exchange, 'success')
      const call = await world.part('extra').seen('job/create', world.pace.timeoutMs, world.signal)
      if (call === undefined) return nothing(world, 'job/create_all', 'POST job/create')
      const lost = missing(world.job('extra').body, call.body, [])
      return lost === undefined
        ? passed(inWords(call))
        : deviates({ sent: exchange.sent, came: inWords(call) }, `${lost} as it was handed over`)
    },
  },
  {
    id: 'headers.caller',
    title: 'calls name their sender in x-node-id, or in x-source-node-id',
    level: 'differs',
    place: { manual: '3, Headers' },
    does: 'looks at the headers of job/create',
    needs: ['listener'],
    after: ['job/create.sent'],
    run: world => {
      const [call] = world.part('chain').calls('job/create')
      const came = JSON.stringify(call?.headers)
      return call?.caller === world.tested.nodeId
        ? passed(came)
        : deviates({ sent: 'POST job/create_all', came }, `x-node-id: ${world.tested.nodeId}`)
    },
  },
  {
    id: 'job/start.after-approval',
    title: 'no job is started before all participants have confirmed it',
    level: 'differs',
    place: { specification: 'audit_confirm', manual: '6, rule 4' },
    does: 'withholds job/audit_confirm for a while',
    needs: ['listener'],
    after: ['job/create.sent'],
    run: async world => {
      const call = await world.part('chain').seen('job/start', world.pace.settleMs, world.signal)
      return call === undefined
        ? passed(`nothing within ${seconds(world.pace.settleMs)}`)
        : deviates({ sent: 'no job/audit_confirm', came: inWords(call) }, 'nothing, until job/audit_confirm says READY')
    },
  },
  {
    id: 'job/audit_confirm',
    title: 'job/audit_confirm is taken',
    level: 'must',
    place: { specification: 'audit_confirm', manual: '6, rule 3' },
    does: 'confirms the job',
    needs: ['listener'],
    after: ['job/create.sent'],
    run: async world => {
      const exchange = await confirm(world, 'chain', 'READY')
      if (isDone(exchange) || world.part('chain').calls('job/start').length === 0) return mustBeDone(exchange)
      return deviates(exchange, 'success, though it did not wait for it', 'differs')
    },
  },
  {
    id: 'job/start.sent',
    title: 'a job that all have confirmed is started',
    level: 'must',
    place: { specification: 'start_job', manual: '6, rule 4' },
    does: 'waits for job/start',
    needs: ['listener'],
    after: ['job/create.sent'],
    run: async world => {
      const call = await world.part('chain').seen('job/start', world.pace.timeoutMs, world.signal)
      return call === undefined ? nothing(world, 'job/audit_confirm', 'POST job/start') : passed(inWords(call))
    },
  },
  {
    id: 'task/start.sent',
    title: 'a task that waits for none is started, after the job',
    level: 'must',
    place: { specification: 'start_task', manual: '6, rule 5' },
    does: 'waits for task/start of the first task',
    needs: ['listener'],
    after: ['job/start.sent'],
    run: async world => {
      const part = world.part('chain')
      const call = await start(world, 'chain', 'a')
      if (call === undefined) return nothing(world, 'job/audit_confirm', 'POST task/start of the task "a"')
      const { task_id: taskId, task_name: name } = call.body
      if (typeof taskId !== 'string' || taskId === '' || name !== 'a')
        return deviates({ sent: 'POST job/create_all', came: inWords(call) }, 'job_id, task_id and task_name')
      const order = part.calls().map(({ route }) => route)
      return order.indexOf('job/create') < order.indexOf('job/start') &&
        order.indexOf('job/start') < order.indexOf('task/start')
        ? passed(inWords(call))
        : deviates({ sent: 'POST job/create_all', came: order.join(', ') }, 'job/create, job/start, task/start')
    },
  },
  {
    id: 'job/status_all',
    title: 'GET job/status_all with the job_id in the query says how the job and its tasks stand',
    level: 'must',
    place: { specification: 'job_status_all', manual: '2' },
    does: 'asks for the status of the job that runs',
    needs: ['listener'],
    after: ['task/start.sent'],
    run: async world => {
      const exchange = await world.node.get('job/status_all', { job_id: world.job('chain').id })
      const wrong = isDone(exchange) ? misfit(jobStatusSchema, dataOf(exchange), 'data') : 'it is no success'
      return wrong === ''
        ? passed(exchange.came)
        : deviates(exchange, `data.job_status, and data.status with a status for each task; ${wrong}`)
    },
  },
  {
    id: 'job/status_all.keys',
    title: 'the tasks in job/status_all go by their ids',
    level: 'differs',
    place: { specification: 'job_status_all', manual: '2' },
    does: 'looks at the names of the tasks in that answer',
    needs: ['listener'],
    after: ['task/start.sent'],
    run: async world => {
      const { exchange, status } = await statusAll(world, 'chain')
      const taskId = world.part('chain').taskId('a') ?? ''
      if (Object.keys(status).length === 0) return notTried('it named no task')
      return taskId in status ? passed(exchange.came) : deviates(exchange, `a task called ${taskId}`)
    },
  },
  {
    id: 'task/callback',
    title: 'task/callback is taken',
    level: 'must',
    place: { specification: 'callback', manual: '6, rule 6' },
    does: 'pushes SUCCESS of the first task for one of the two roles that isched holds, while the other goes on',
    needs: ['listener'],
    after: ['task/start.sent'],
    run: async world => {
      const [first = ''] = world.part('chain').roles
      return mustBeDone(await callback(world, 'chain', 'a', 'SUCCESS', first))
    },
  },
  {
    id: 'task/start.waits-for-all',
    title: 'a task waits until those before it are SUCCESS for every role',
    level: 'must',
    place: { specification: 'callback', manual: '6, rule 5' },
    does: 'waits a while: the second task must not be started',
    needs: ['listener'],
    after: ['task/callback'],
    run: async world => {
      const { roleList } = world.tested.component ?? {}
      if (roleList !== undefined && !world.tested.ourRoles.every(role => roleList.includes(role)))
        return notTried('the component runs for one role only')
      const { settleMs } = world.pace
      const early = await world
        .part('chain')
        .seen('task/start', settleMs, world.signal, ({ body }) => body.task_name === 'b')
      if (early === undefined) return passed(`nothing within ${seconds(settleMs)}`)
      const sent = `POST task/callback, SUCCESS for the role ${world.part('chain').roles[0]} alone`
      return deviates({ sent, came: inWords(early) }, 'nothing, until the other role is SUCCESS as well')
    },
  },
  {
    id: 'task/start.next',
    title: 'a task is started when those before it are SUCCESS',
    level: 'must',
    place: { specification: 'start_task', manual: '6, rule 5' },
    does: 'pushes SUCCESS for the other role, and waits for task/start of the second task',
    needs: ['listener'],
    after: ['task/callback'],
    run: async world => {
      const part = world.part('chain')
      for (const role of part.roles.slice(1)) await callback(world, 'chain', 'a', 'SUCCESS', role)
      const call = await start(world, 'chain', 'b')
      return call === undefined
        ? nothing(world, 'task/callback', 'POST task/start of the task "b"')
        : passed(inWords(call))
    },
  },
  {
    id: 'job/stop.after-success',
    title: 'no job/stop names a task that ended well: by the specification it would stop all that follows',
    level: 'differs',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'looks at what came after the end of the first task',
    needs: ['listener'],
    after: ['task/start.next'],
    run: world => {
      const stop = world
        .part('chain')
        .calls('job/stop')
        .find(({ body }) => body.task_name === 'a')
      return stop === undefined
        ? passed('none')
        : deviates(
            { sent: 'POST task/callback, SUCCESS', came: inWords(stop) },
            'nothing but the start of the next task',
          )
    },
  },
  {
    id: 'job/start.once',
    title: 'job/start is sent once to each node, however many roles it holds',
    level: 'must',
    place: { specification: 'start_job', manual: '2' },
    does: 'counts what came',
    needs: ['listener'],
    after: ['job/start.sent'],
    run: world => {
      const came = world.part('chain').calls('job/start').length
      return came === 1
        ? passed()
        : deviates({ sent: 'POST job/audit_confirm', came: `job/start, ${came} times` }, 'once: each was answered')
    },
  },
  {
    id: 'job/ends',
    title: 'a job whose tasks are all SUCCESS is FINISHED',
    level: 'must',
    place: { specification: 'job_status_all', manual: '6, rule 8' },
    does: 'pushes SUCCESS of the second task, and asks for the status until the job has ended',
    needs: ['listener'],
    after: ['task/start.next'],
    run: async world => {
      for (const role of world.part('chain').roles) await callback(world, 'chain', 'b', 'SUCCESS', role)
      return ends(
        world,
        'chain',
        'FINISHED',
        statuses => statuses.length > 0 && statuses.every(each => each === 'SUCCESS'),
      )
    },
  },
  {
    id: 'task/callback.late',
    title: 'a callback that comes late changes no final status',
    level: 'must',
    place: { specification: 'callback', manual: '6' },
    does: 'pushes FAILED of a task that was SUCCESS, and asks for the status',
    needs: ['listener'],
    after: ['job/ends'],
    run: async world => {
      const [role = ''] = world.part('chain').roles
      await callback(world, 'chain', 'b', 'FAILED', role)
      const { exchange, status } = await statusAll(world, 'chain')
      return Object.values(status).includes('FAILED')
        ? deviates(exchange, 'SUCCESS for all tasks, as before')
        : passed(exchange.came)
    },
  },
  {
    id: 'job/stop.at-end',
    title: 'whether participants are told of the end of a job',
    level: 'info',
    place: { specification: 'stop_job', manual: '6, rule 8' },
    does: 'looks for a job/stop without task_name',
    needs: ['listener'],
    after: ['job/ends'],
    run: async world => {
      const isWhole = ({ body }: { body: Record<string, unknown> }) => !body.task_name
      const stop = await world.part('chain').seen('job/stop', world.pace.settleMs, world.signal, isWhole)
      return noted(stop === undefined ? 'they are not told' : `they are told: ${inWords(stop)}`)
    },
  },
  {
    id: 'job/create_all.repeat',
    title: 'the same job/create_all again is a success, and makes no second job',
    level: 'differs',
    place: { specification: 'create_job_all', manual: '6, Every call may come twice' },
    does: 'hands the job over again after its end, and waits a while: nothing must come of it',
    needs: ['listener'],
    after: ['job/ends'],
    run: async world => {
      const part = world.part('chain')
      const before = part.calls('job/create').length
      const exchange = await world.create('chain', 'job/create_all')
      if (!isDone(exchange)) return deviates(exchange, REPEAT)
      await world.pause(world.pace.settleMs)
      const [again] = part.calls('job/create').slice(before)
      return again === undefined
        ? passed(exchange.came)
        : deviates({ sent: exchange.sent, came: inWords(again) }, 'success, and nothing more: it is the job that was')
    },
  },
]

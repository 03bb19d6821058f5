/** The beginning of a job at a participant: its creation and its starts, each call as it should be, and again. */
import { type Case, deviates, noted, passed } from '../case.js'
import { inWords } from '../counterpart.js'
import { isDone, mustBeDone, mustBeRefused, statusOf } from '../judge.js'
import { nothing, REPEAT } from './words.js'

export const OPENING_CASES: readonly Case[] = [
  {
    id: 'job/create',
    title: 'job/create takes a job',
    level: 'must',
    place: { specification: 'create_job', manual: '6, rule 3' },
    does: 'creates a job of two tasks that do not depend on each other',
    needs: ['component'],
    run: async world => mustBeDone(await world.create('runs')),
  },
  {
    id: 'job/audit_confirm',
    title: 'a node says by audit_confirm whether it takes part',
    level: 'differs',
    place: { specification: 'audit_confirm', manual: '6, rule 3' },
    does: 'waits for job/audit_confirm',
    needs: ['component', 'listener'],
    after: ['job/create'],
    run: async world => {
      world.confirms = await world.confirmation('runs', world.pace.timeoutMs)
      const { id } = world.job('runs')
      const call = world.us?.calls.find(({ route, body }) => route === 'job/audit_confirm' && body.job_id === id)
      if (call === undefined)
        return nothing(
          world,
          'POST job/create',
          'POST job/audit_confirm to the scheduler, with READY or REJECTED; where a person decides, a longer --timeout',
        )
      return call.body.status === 'READY'
        ? passed(inWords(call))
        : deviates({ sent: 'POST job/create', came: inWords(call) }, 'status READY, for a job that it can run')
    },
  },
  {
    id: 'job/create.repeat',
    title: 'the same job/create again is a success',
    level: 'differs',
    place: { specification: 'create_job', manual: '6, Every call may come twice' },
    does: 'sends the same job/create again',
    needs: ['component'],
    after: ['job/create'],
    run: async world => mustBeDone(await world.create('runs'), REPEAT),
  },
  {
    id: 'job/create.conflict',
    title: 'another job under the same job_id, which is unique in the world',
    level: 'info',
    place: { specification: 'create_job', manual: '6, Every call may come twice' },
    does: 'sends a job/create with the same job_id and another DAG',
    needs: ['component'],
    after: ['job/create'],
    run: async world => {
      const exchange = await world.node.post('job/create', {
        ...world.job('extra').body,
        job_id: world.job('runs').id,
      })
      return noted(`it is ${isDone(exchange) ? 'taken for a repeat' : 'refused'}: ${exchange.came}`, exchange.sent)
    },
  },
  {
    id: 'task/poll.before-start',
    title: 'a task of a job that is there, and that is not started yet, is PENDING',
    level: 'differs',
    place: { specification: 'poll', manual: '6, Polling' },
    does: 'polls a task before its start',
    needs: ['component'],
    after: ['job/create'],
    run: async world => {
      const exchange = await world.poll('runs', 'first')
      const right = 'success with data.status PENDING: a poll may overtake its start, and an error would end the job'
      return statusOf(exchange) === 'PENDING' ? passed(exchange.came) : deviates(exchange, right)
    },
  },
  {
    id: 'job/start',
    title: 'job/start starts the job',
    level: 'must',
    place: { specification: 'start_job', manual: '6, rule 4' },
    does: 'sends job/start',
    needs: ['component'],
    after: ['job/create'],
    run: async world => mustBeDone(await world.startJob('runs')),
  },
  {
    id: 'job/start.repeat',
    title: 'the same job/start again is a success',
    level: 'differs',
    place: { specification: 'start_job', manual: '6, Every call may come twice' },
    does: 'sends job/start again',
    needs: ['component'],
    after: ['job/start'],
    run: async world => mustBeDone(await world.startJob('runs'), REPEAT),
  },
  {
    id: 'task/start.unknown-task',
    title: 'task/start of a task that the job does not have is refused',
    level: 'must',
    place: { specification: 'start_task', manual: '3, Errors' },
    does: 'sends task/start of a name that is not in the DAG',
    needs: ['component'],
    after: ['job/start'],
    run: async world => {
      const body = { job_id: world.job('runs').id, task_id: world.taskId('runs', 'nobody'), task_name: 'nobody' }
      return mustBeRefused(
        await world.node.post('task/start', body),
        'a code that is no success: there is no such task',
      )
    },
  },
  {
    id: 'task/start',
    title: 'task/start starts a task',
    level: 'must',
    place: { specification: 'start_task', manual: '6, rule 5' },
    does: 'starts the first task',
    needs: ['component'],
    after: ['job/start'],
    run: async world => mustBeDone(await world.startTask('runs', 'first')),
  },
  {
    id: 'task/start.repeat',
    title: 'the same task/start again is a success, and starts nothing twice',
    level: 'differs',
    place: { specification: 'start_task', manual: '6, Every call may come twice' },
    does: 'sends the same task/start again',
    needs: ['component'],
    after: ['task/start'],
    run: async world => mustBeDone(await world.startTask('runs', 'first'), REPEAT),
  },
]

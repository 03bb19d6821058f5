/** A scheduler is told to stop: a task and what follows it, or the whole job. */
import { type Case, deviates, passed } from '../case.js'
import { inWords } from '../counterpart.js'
import { isDone, mustBeDone } from '../judge.js'
import { beginAndRun, ends, notStarted, running, statusAll } from './scheduling.js'
import { nothing } from './words.js'

export const STOP_ALL_CASES: readonly Case[] = [
  {
    id: 'job/stop_all.task',
    title: 'job/stop_all that names a task stops it at the participants',
    level: 'must',
    place: { specification: 'stop_job_all', manual: '6, Stop' },
    does: 'hands over a job, confirms it, and stops one of two tasks that run',
    needs: ['listener'],
    after: ['task/start.sent'],
    run: async world => {
      const begun = (await beginAndRun(world, 'stops', 'a')) ?? (await running(world, 'stops', 'c'))
      if (begun !== undefined) return begun
      const exchange = await world.node.post('job/stop_all', { job_id: world.job('stops').id, task_name: 'a' })
      if (!isDone(exchange)) return deviates(exchange, 'success')
      const isIt = ({ body }: { body: Record<string, unknown> }) => body.task_name === 'a'
      const stop = await world.part('stops').seen('job/stop', world.pace.timeoutMs, world.signal, isIt)
      if (stop === undefined) return nothing(world, 'job/stop_all', 'POST job/stop with task_name "a"')
      world.part('stops').set('a', 'FAILED')
      return passed(inWords(stop))
    },
  },
  {
    id: 'job/stop_all.other-branch',
    title: 'job/stop_all that names a task leaves alone what does not follow it',
    level: 'must',
    place: { specification: 'stop_job_all', manual: '6, Stop' },
    does: 'waits a while: the job must still run, and the other task not be stopped',
    needs: ['listener'],
    after: ['job/stop_all.task'],
    run: async world => {
      await world.pause(world.pace.settleMs)
      const wide = world
        .part('stops')
        .calls('job/stop')
        .find(({ body }) => body.task_name !== 'a')
      const sent = 'POST job/stop_all with task_name "a"'
      if (wide !== undefined) return deviates({ sent, came: inWords(wide) }, 'job/stop with task_name "a" alone')
      const { exchange, jobStatus } = await statusAll(world, 'stops')
      return jobStatus === 'RUNNING'
        ? passed(exchange.came)
        : deviates(exchange, 'job_status RUNNING: the other task runs')
    },
  },
  {
    id: 'job/stop_all',
    title: 'job/stop_all without a task_name stops the job at every participant',
    level: 'must',
    place: { specification: 'stop_job_all', manual: '6, Stop' },
    does: 'stops the whole job',
    needs: ['listener'],
    after: ['job/stop_all.task'],
    run: async world => {
      const exchange = await world.node.post('job/stop_all', { job_id: world.job('stops').id })
      if (!isDone(exchange)) return deviates(exchange, 'success')
      const isWhole = ({ body }: { body: Record<string, unknown> }) => !body.task_name
      const stop = await world.part('stops').seen('job/stop', world.pace.timeoutMs, world.signal, isWhole)
      if (stop === undefined) return nothing(world, 'job/stop_all', 'POST job/stop without task_name')
      world.part('stops').set('c', 'FAILED')
      return passed(inWords(stop))
    },
  },
  {
    id: 'job/stop_all.repeat',
    title: 'the same job/stop_all again is a success',
    level: 'differs',
    place: { specification: 'stop_job_all', manual: '6, Every call may come twice' },
    does: 'stops it again',
    needs: ['listener'],
    after: ['job/stop_all'],
    run: async world => mustBeDone(await world.node.post('job/stop_all', { job_id: world.job('stops').id })),
  },
  {
    id: 'job/stop_all.starts-nothing',
    title: 'nothing of a stopped job is started',
    level: 'must',
    place: { specification: 'stop_job_all', manual: '6, Stop' },
    does: 'looks for a start of the task that follows the stopped one',
    needs: ['listener'],
    after: ['job/stop_all'],
    run: world => notStarted(world, 'stops', 'b', 'POST job/stop_all'),
  },
  {
    id: 'job/stop_all.status',
    title: 'a stopped job is FINISHED',
    level: 'must',
    place: { specification: 'job_status_all', manual: '6, Stop' },
    does: 'asks for the status until the job has ended',
    needs: ['listener'],
    after: ['job/stop_all'],
    run: world => ends(world, 'stops', 'FINISHED', () => true),
  },
]

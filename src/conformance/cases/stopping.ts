/** Stops at a participant while its tasks run. */
import { isFinalTask } from '../../protocol/values.js'
import { type Case, deviates, noted, passed, type Verdict } from '../case.js'
import { isDone, statusOf } from '../judge.js'
import type { World } from '../world.js'
import { seconds } from './words.js'

export const STOP_CASES: readonly Case[] = [
  {
    id: 'task/runs.long',
    title: 'two tasks that do not depend on each other run at the same time, or wait for a place',
    level: 'must',
    place: { specification: 'start_task', manual: '6' },
    does: 'creates a job of three long tasks, starts it and two of them, and waits until one runs',
    needs: ['long component'],
    run: async world => {
      const created = await world.create('stops')
      if (!isDone(created)) return deviates(created, 'success')
      if (world.confirms) await world.confirmation('stops', world.pace.timeoutMs)
      for (const send of [
        () => world.startJob('stops'),
        () => world.startTask('stops', 'left'),
        () => world.startTask('stops', 'right'),
      ]) {
        const exchange = await send()
        if (!isDone(exchange)) return deviates(exchange, 'success')
      }
      const { seen, last } = await world.watch('stops', 'left', status => status === 'RUNNING')
      return seen.at(-1) === 'RUNNING' || seen.at(-1) === 'READY'
        ? passed(seen.join(', '))
        : deviates(last, 'RUNNING: the long component was said to run until it is stopped')
    },
  },
  {
    id: 'job/stop.running-task',
    title: 'job/stop that names a running task ends it: it is FAILED',
    level: 'must',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'stops one of the two by its name',
    needs: ['long component'],
    after: ['task/runs.long'],
    run: async world => {
      const stop = await world.stopJob('stops', 'left')
      return isDone(stop) ? ended(world, 'left') : deviates(stop, 'success')
    },
  },
  {
    id: 'job/stop.other-branch',
    title: 'job/stop that names a task leaves alone what does not follow it',
    level: 'must',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'polls the other one',
    needs: ['long component'],
    after: ['job/stop.running-task'],
    run: async world => {
      await world.pause(world.pace.settleMs)
      const exchange = await world.poll('stops', 'right')
      const status = statusOf(exchange)
      return status !== undefined && !isFinalTask(status)
        ? passed(exchange.came)
        : deviates(exchange, 'RUNNING (or READY): only the named task, and what follows it, are to be stopped')
    },
  },
  {
    id: 'task/stop',
    title: 'task/stop, which the specification does not have and some nodes serve',
    level: 'info',
    place: { manual: '2' },
    does: 'sends task/stop of the one that is stopped already',
    needs: ['long component'],
    after: ['job/stop.running-task'],
    run: async world => {
      const exchange = await world.node.post('task/stop', { task_id: world.taskId('stops', 'left') }, { isOdd: true })
      return noted(`it is ${isDone(exchange) ? 'served' : 'not served'}: ${exchange.came}`, exchange.sent)
    },
  },
  {
    id: 'job/stop.running-job',
    title: 'job/stop without a task_name ends all that runs',
    level: 'must',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'stops the whole job',
    needs: ['long component'],
    after: ['task/runs.long'],
    run: async world => {
      const stop = await world.stopJob('stops')
      return isDone(stop) ? ended(world, 'right') : deviates(stop, 'success')
    },
  },
  {
    id: 'job/stop.bars-starts',
    title: 'a task/start after the job was stopped',
    level: 'info',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'starts a third task of the job that is stopped, and stops the job again',
    needs: ['long component'],
    after: ['job/stop.running-job'],
    run: async world => {
      const exchange = await world.startTask('stops', 'late')
      await world.stopJob('stops')
      return noted(`it is ${isDone(exchange) ? 'taken' : 'refused'}: ${exchange.came}`, exchange.sent)
    },
  },
]

async function ended(world: World, task: string): Promise<Verdict> {
  const { seen, last } = await world.watch('stops', task)
  return seen.at(-1) === 'FAILED'
    ? passed(last.came)
    : deviates(last, `FAILED within ${seconds(world.pace.timeoutMs)} of the stop`)
}

/** The end of a job at a participant: stops that come when what they stop has ended. */
import { type Case, deviates } from '../case.js'
import { isDone, mustBeDone, statusOf } from '../judge.js'
import { endedWell, pollsSuccess, REPEAT } from './words.js'

export const CLOSING_CASES: readonly Case[] = [
  {
    id: 'job/stop.ended-task',
    title: 'job/stop that names a task which has ended leaves it SUCCESS, and touches no other',
    level: 'must',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'stops the first task after its end, as some schedulers do, and then starts the second and waits for its end',
    needs: ['component'],
    after: ['task/runs'],
    run: async world => {
      const stop = await world.stopJob('runs', 'first')
      if (!isDone(stop)) return deviates(stop, 'success')
      const first = await world.poll('runs', 'first')
      if (statusOf(first) !== 'SUCCESS') return deviates(first, `SUCCESS, as before the stop`)
      const start = await world.startTask('runs', 'second')
      if (!isDone(start)) return deviates(start, 'success: the second task does not depend on the one that was named')
      return endedWell(world, await world.watch('runs', 'second'))
    },
  },
  {
    id: 'job/stop',
    title: 'job/stop of a job that has ended is a success',
    level: 'must',
    place: { specification: 'stop_job', manual: '6, Stop' },
    does: 'stops the job after its end',
    needs: ['component'],
    after: ['task/runs'],
    run: async world => mustBeDone(await world.stopJob('runs')),
  },
  {
    id: 'job/stop.repeat',
    title: 'the same job/stop again is a success',
    level: 'differs',
    place: { specification: 'stop_job', manual: '6, Every call may come twice' },
    does: 'sends job/stop again',
    needs: ['component'],
    after: ['job/stop'],
    run: async world => mustBeDone(await world.stopJob('runs'), REPEAT),
  },
  {
    id: 'job/stop.keeps-success',
    title: 'what was SUCCESS before a job/stop stays SUCCESS',
    level: 'must',
    place: { specification: 'stop_job', manual: '6' },
    does: 'polls the first task after the stop',
    needs: ['component'],
    after: ['job/stop'],
    run: world => pollsSuccess(world, world.tested.role),
  },
]

/** A scheduler is handed jobs by isched, their initiator: good ones and bad ones. */
import { type Case, deviates, passed } from '../case.js'
import { isDone, mustBeRefused } from '../judge.js'
import { withoutFields } from './calls.js'
import { begin } from './scheduling.js'

export const HANDOVER_CASES: readonly Case[] = [
  {
    id: 'job/create_all',
    title: 'job/create_all takes a job from its initiator',
    level: 'must',
    place: { specification: 'create_job_all', manual: '2' },
    does: 'hands over a job of two tasks, one after the other, in which only isched takes part',
    needs: ['listener'],
    run: async world => {
      const exchange = await begin(world, 'chain')
      if (isDone(exchange)) return passed(exchange.came)
      const { httpStatus = 0, came } = exchange
      const isMissing = [404, 405, 501].includes(httpStatus) || /\b404\b/.test(came)
      const why = isMissing
        ? 'it does not serve the route, so it cannot schedule a job of another node'
        : `its route table has to know the node "${world.tested.ourId}"`
      return deviates(exchange, `success; ${why}`)
    },
  },
  ...withoutFields('job/create_all', 'broken').map(
    (each): Case => ({ ...each, needs: ['listener'], after: ['job/create_all'] }),
  ),
  {
    id: 'job/create_all.circle',
    title: 'a DAG whose tasks wait for each other in a circle is refused',
    level: 'must',
    place: { specification: 'create_job_all', manual: '4' },
    does: 'hands over a job of two tasks that wait for each other',
    needs: ['listener'],
    after: ['job/create_all'],
    run: async world =>
      mustBeRefused(await begin(world, 'circle'), 'a code that is no success: no task of it can ever start'),
  },
  {
    id: 'job/create_all.edge-to-nothing',
    title: 'a task that reads from a task which is not there is refused',
    level: 'must',
    place: { specification: 'create_job_all', manual: '4' },
    does: 'hands over a job with an input that no task makes',
    needs: ['listener'],
    after: ['job/create_all'],
    run: async world => mustBeRefused(await begin(world, 'edge'), 'a code that is no success: there is no such task'),
  },
]

/** What a scheduler does when a job goes wrong: a task fails, a participant rejects it, an answer is lost. */
import { type Case, deviates, notTried, passed, type Verdict } from '../case.js'
import { type Incoming, inWords } from '../counterpart.js'
import { isDone } from '../judge.js'
import type { World } from '../world.js'
import { begin, beginAndRun, callback, confirm, ends, notStarted } from './scheduling.js'
import { nothing, seconds } from './words.js'

export const FAILING_CASES: readonly Case[] = [
  {
    id: 'failure.stops-job',
    title: 'a task that is FAILED ends the job: what runs is stopped everywhere',
    level: 'must',
    place: { specification: 'stop_job', manual: '6, rule 7' },
    does: 'hands over a job that is to be polled, confirms it, and lets its first task fail',
    needs: ['listener'],
    after: ['task/start.sent'],
    run: async world => {
      const part = world.part('fails')
      const begun = await beginAndRun(world, 'fails', 'a')
      if (begun !== undefined) return begun
      part.set('a', 'FAILED')
      // Whoever does not poll is told.
      if ((await part.seen('task/poll', world.pace.settleMs, world.signal)) === undefined)
        for (const role of part.roles) await callback(world, 'fails', 'a', 'FAILED', role)
      const stop = await part.seen('job/stop', world.pace.timeoutMs, world.signal)
      return stop === undefined ? nothing(world, 'FAILED of the first task', 'POST job/stop') : passed(inWords(stop))
    },
  },
  {
    id: 'failure.starts-nothing',
    title: 'what follows a FAILED task is not started',
    level: 'must',
    place: { specification: 'start_task', manual: '6, rule 5' },
    does: 'waits a while: the task that follows must not be started',
    needs: ['listener'],
    after: ['failure.stops-job'],
    run: async world => {
      await world.pause(world.pace.settleMs)
      return notStarted(world, 'fails', 'b', 'FAILED of the first task')
    },
  },
  {
    id: 'failure.status',
    title: 'a failed job is FINISHED, and its status_all shows the task that is FAILED',
    level: 'must',
    place: { specification: 'job_status_all', manual: '6, rule 7' },
    does: 'asks for the status until the job has ended',
    needs: ['listener'],
    after: ['failure.stops-job'],
    run: world => ends(world, 'fails', 'FINISHED', statuses => statuses.includes('FAILED')),
  },
  {
    id: 'task/poll.role',
    title: 'task/poll names the role that it asks for',
    level: 'differs',
    place: { specification: 'poll', manual: '6, Polling' },
    does: 'looks at the polls of that job',
    needs: ['listener'],
    after: ['failure.stops-job'],
    run: world => {
      const polls = world.part('fails').calls('task/poll')
      const [first] = polls
      if (first === undefined) return notTried('it has not polled')
      const bare = polls.find(({ body }) => typeof body.role !== 'string' || body.role === '')
      return bare === undefined
        ? passed(inWords(first))
        : deviates(
            { sent: 'a job with sync_type poll', came: inWords(bare) },
            `role: "${world.part('fails').roles[0]}"`,
          )
    },
  },
  {
    id: 'job/rejected',
    title: 'a job that a participant rejects is REJECTED, and nothing of it is started',
    level: 'must',
    place: { specification: 'audit_confirm', manual: '6, rule 4' },
    does: 'hands over a job and rejects it',
    needs: ['listener'],
    after: ['job/start.after-approval', 'job/audit_confirm'],
    run: async world => {
      const exchange = await begin(world, 'rejected')
      if (!isDone(exchange)) return deviates(exchange, 'success')
      await world.part('rejected').seen('job/create', world.pace.timeoutMs, world.signal)
      const rejection = await confirm(world, 'rejected', 'REJECTED')
      if (!isDone(rejection)) return deviates(rejection, 'success')
      const verdict = await ends(world, 'rejected', 'REJECTED', () => true)
      const started = world
        .part('rejected')
        .calls()
        .find(({ route }) => route.endsWith('/start'))
      return started === undefined
        ? verdict
        : deviates({ sent: 'POST job/audit_confirm, REJECTED', came: inWords(started) }, 'no start of anything')
    },
  },
  {
    id: 'task/start.lost-answer',
    title: 'a call whose answer was lost is sent again, or asked after',
    level: 'must',
    place: { specification: 'start_task', manual: '6, Every call may come twice' },
    does: 'hands over a job, confirms it, and cuts the connection once instead of answering task/start',
    needs: ['listener'],
    after: ['task/start.sent'],
    run: lostAnswer,
  },
]

async function lostAnswer(world: World): Promise<Verdict> {
  const part = world.part('lost')
  part.cutNext('task/start')
  const begun = await beginAndRun(world, 'lost', 'a')
  if (begun !== undefined) return begun
  const isNews = (route: string) => ['task/start', 'task/poll', 'job/status_all', 'job/stop'].includes(route)
  const isNext = (call: Incoming) =>
    isNews(call.route) && part.calls().includes(call) && call !== part.calls('task/start')[0]
  const next = await world.us?.seen(isNext, world.pace.timeoutMs, world.signal)
  const sent = 'no answer to task/start, once'
  const right = 'POST task/start again, or task/poll: it may have worked'
  if (next === undefined) return deviates({ sent, came: `nothing within ${seconds(world.pace.timeoutMs)}` }, right)
  return next.route === 'job/stop' ? deviates({ sent, came: inWords(next) }, right, 'differs') : passed(inWords(next))
}

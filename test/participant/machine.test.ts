/** Sections 6 and 7, from a participant's chair: given these events, these commands. */
import t from 'tap'
import { taskIdOf } from '../../src/protocol/job.js'
import { TASK_STATUSES } from '../../src/protocol/values.js'
import { GRACE, given, JOB } from './given.js'

const one = { dag: { a: [] } }
const chain = { dag: { a: [], b: ['a'] } }
const fork = { dag: { a: [], left: ['a'], right: ['a'], last: ['left'] } }
const manual = { ...chain, approval: 'manual' as const }

t.test('3. approval', async t => {
  t.test('under auto, the job is approved as it is created', async t => {
    const job = given(one)
    t.match(job.state, { status: 'READY', approval: 'READY' })
    t.strictSame(job.told, ['job/audit_confirm READY'])
    t.strictSame(job.saidLast, { job_id: JOB, status: 'READY' })
  })

  t.test('under manual, it waits for its operator, and nothing is even prepared', async t => {
    const job = given(manual)
    t.match(job.state, { status: 'PENDING', approval: 'PENDING' })
    t.strictSame(job.commands, [])
    t.strictSame(job.decided('READY').told, ['job/audit_confirm READY'])
  })

  t.test('a refusal says why', async t => {
    const job = given(manual).decided('REJECTED', 'not our data')
    t.match(job.state, { status: 'REJECTED', outcome: 'rejected', reason: 'not our data' })
    t.strictSame(job.saidLast, { job_id: JOB, status: 'REJECTED', reason: 'not our data' })
    t.strictSame(job.work, [])
  })

  t.test('the same decision again changes nothing; the opposite one is 409', async t => {
    const job = given(manual).decided('READY')
    const before = job.state
    t.equal(job.decided('READY').state, before)
    t.throws(() => job.decided('REJECTED'), { code: 409 })
  })

  t.test('a job that was stopped meanwhile has nothing to decide: 409', async t => {
    t.throws(() => given(manual).stopped().decided('READY'), { code: 409 })
  })

  t.test('starts that come early are taken; polls say PENDING, and nothing runs', async t => {
    const job = given(manual).jobStarted().ordered('a')
    t.equal(job.status('a'), 'PENDING')
    t.equal(job.state.status, 'PENDING')
    t.strictSame(job.work, [])
    job.decided('READY')
    t.equal(job.state.status, 'RUNNING')
    t.equal(job.status('a'), 'READY')
    t.strictSame(job.work, ['prepare a guest.0'])
  })

  t.test('a refusal turns the tasks held back into FAILED, and no other', async t => {
    const job = given(manual).ordered('a').decided('REJECTED', 'no')
    t.equal(job.status('a'), 'FAILED')
    t.equal(job.instance('a').message, 'this node refused the job: no')
    t.equal(job.status('b'), 'PENDING')
    t.strictSame(job.told, ['job/audit_confirm REJECTED', 'task/callback a guest FAILED'])
  })

  t.test('after a refusal nothing starts: 409', async t => {
    const job = given(manual).decided('REJECTED')
    t.throws(() => job.jobStarted(), { code: 409 })
    t.throws(() => job.ordered('a'), { code: 409 })
  })
})

t.test('starting', async t => {
  t.test('job/start makes the job RUNNING; again, it changes nothing', async t => {
    const job = given(one).jobStarted()
    t.equal(job.state.status, 'RUNNING')
    const before = job.state
    t.equal(job.jobStarted().state, before)
  })

  t.test('a task/start before its job/start says as much as both', async t => {
    t.equal(given(one).ordered('a').state.status, 'RUNNING')
  })

  t.test('an accepted start is READY, and makes, lets in and starts an instance, in that order', async t => {
    const job = given({ ...one, guesses: false })
    t.strictSame(job.work, [])
    t.equal(job.ordered('a').status('a'), 'READY')
    t.strictSame(job.work, ['prepare a guest.0'])
    t.strictSame(job.prepared('a').work, ['slot a guest.0'])
    t.strictSame(job.granted('a').work, ['start a guest.0'])
    t.equal(job.status('a'), 'READY')
    t.strictSame(job.started('a').work, ['follow a guest.0'])
    t.equal(job.status('a'), 'RUNNING')
  })

  t.test('an instance for every role that this node holds in the task', async t => {
    const job = given({ dag: { a: [] }, roles: { a: ['guest.0', 'host.0', 'host.2'] } }).ordered('a')
    t.strictSame(job.work, ['prepare a guest.0', 'prepare a host.0', 'prepare a host.2'])
  })

  t.test('who holds no role in a task is done with it from the start', async t => {
    const job = given({ ...chain, roles: { a: [] } })
    t.equal(job.status('a'), 'SUCCESS')
    t.strictSame(job.ordered('a').told, ['job/audit_confirm READY'], 'and has nothing to report')
  })

  t.test('the same start again changes nothing, also after the end', async t => {
    const job = given(one).runs('a')
    t.equal(job.state, job.ordered('a').state)
    job.exited('a', 0).stopped()
    t.equal(job.state, job.ordered('a').state)
  })

  t.test('no repeat ever starts a second instance', async t => {
    const job = given(one).runs('a').ordered('a').prepared('a').granted('a').started('a')
    t.strictSame(job.work, ['follow a guest.0'])
    job.exited('a', 1).ordered('a').granted('a').started('a')
    t.notMatch(job.work, [/start|prepare/])
  })

  t.test('an unknown name is 404, and the names there are are listed', async t => {
    t.throws(() => given(chain).ordered('c'), { code: 404, message: /"c" \(a, b\)/ })
    t.throws(() => given(chain).ordered('constructor'), { code: 404 })
  })

  t.test('a component that is not here is refused by name', async t => {
    const job = given({ ...one, obstacles: { a: 'task a: no component psi 1 is registered here' } })
    t.equal(job.status('a'), 'PENDING', 'ignorance is no success')
    t.throws(() => job.ordered('a'), { code: 404, message: 'task a: no component psi 1 is registered here' })
  })
})

t.test('preparing ahead', async t => {
  t.test('what has no upstream is prepared upon approval, what follows it while that runs', async t => {
    const job = given(chain)
    t.strictSame(job.work, ['prepare a guest.0'])
    t.strictSame(job.prepared('a').work, [], 'it waits to be ordered')
    t.strictSame(job.ordered('a').granted('a').work, ['start a guest.0', 'prepare b guest.0'])
  })

  t.test('not where the scheduler makes ids of its own', async t => {
    t.strictSame(given({ ...chain, guesses: false }).work, [])
  })

  t.test('what was prepared under a guessed id is discarded when another arrives', async t => {
    const job = given(one).prepared('a').ordered('a', 'task-of-theirs')
    t.strictSame(job.state.discarded, [{ task: 'a', taskId: taskIdOf(JOB, 'a'), role: 'guest.0', id: 'a-guest.0' }])
    t.strictSame(job.work, ['remove a guest.0', 'prepare a guest.0'])
    job.event({ type: 'removed', id: 'a-guest.0', task: 'a', role: 'guest.0', taskId: taskIdOf(JOB, 'a') })
    t.strictSame(job.work, ['prepare a guest.0'])
  })

  t.test('also when it was only being prepared', async t => {
    const job = given(one).ordered('a', 'task-of-theirs')
    job.event({ type: 'prepared', id: 'late', task: 'a', role: 'guest.0', taskId: taskIdOf(JOB, 'a') })
    t.strictSame(job.work, ['remove a guest.0', 'prepare a guest.0'])
  })

  t.test('an id that changes after the start is 409', async t => {
    t.throws(() => given(one).ordered('a').ordered('a', 'task-of-theirs'), { code: 409 })
  })

  t.test('what was prepared and is not wanted any more is removed', async t => {
    t.strictSame(given(one).prepared('a').stopped().work, ['remove a guest.0'])
    t.strictSame(given(one).prepared('a').stopped('a').work, ['remove a guest.0'])
  })
})

t.test('the end of an instance', async t => {
  t.test('exit 0 is SUCCESS', async t => {
    const job = given(one).runs('a').exited('a', 0)
    t.equal(job.status('a'), 'SUCCESS')
    t.match(job.instance('a'), { exitCode: 0, phase: 'ended' })
  })

  t.test('anything else is FAILED, with the code', async t => {
    const job = given(one).runs('a').exited('a', 3)
    t.match(job.instance('a'), { status: 'FAILED', message: 'exit code 3' })
  })

  t.test('or with the message of its result code', async t => {
    t.equal(given(one).runs('a').exited('a', 3, 'out of data (3)').instance('a').message, 'out of data (3)')
  })

  t.test('what the runner refuses is FAILED, with its words', async t => {
    const job = given(one).ordered('a').notRun('a', 'the image is gone')
    t.match(job.instance('a'), { status: 'FAILED', message: 'the image is gone', phase: 'removed' })
    t.strictSame(job.work, [])
    t.match(given(one).ordered('a').prepared('a').granted('a').notRun('a', 'no memory').instance('a'), {
      phase: 'ended',
    })
  })

  t.test('what is left is removed once what follows has begun', async t => {
    const job = given(chain).runs('a').exited('a', 0).prepared('b')
    t.strictSame(job.work, [])
    t.strictSame(job.ordered('b').granted('b').work, ['remove a guest.0', 'start b guest.0'])
    t.equal(job.removed('a').instance('a').phase, 'removed')
    t.strictSame(job.work, ['start b guest.0'])
  })

  t.test('or at the end of the job', async t => {
    t.strictSame(given(chain).runs('a').exited('a', 0).stopped().work, ['remove a guest.0'])
  })

  for (const late of TASK_STATUSES.filter(status => status !== 'PENDING' && status !== 'READY')) {
    t.test(`after the end, a component that calls itself ${late} changes nothing`, async t => {
      const job = given(one).runs('a').exited('a', 0)
      if (late === 'RUNNING' || late === 'SUCCESS' || late === 'FAILED') t.equal(job.state, job.said('a', late).state)
    })
  }
})

t.test('a component calls back', async t => {
  t.test('SUCCESS and FAILED are final at once', async t => {
    t.equal(given(one).runs('a').said('a', 'SUCCESS').status('a'), 'SUCCESS')
    const failed = given(one).runs('a').said('a', 'FAILED')
    t.match(failed.instance('a'), { status: 'FAILED', message: 'the component reported FAILED' })
  })

  t.test('whichever is final first counts: its exit code, or what it said', async t => {
    t.equal(given(one).runs('a').said('a', 'SUCCESS').exited('a', 1).status('a'), 'SUCCESS')
    t.equal(given(one).runs('a').said('a', 'FAILED').exited('a', 0).status('a'), 'FAILED')
    t.equal(given(one).runs('a').exited('a', 1).said('a', 'SUCCESS').status('a'), 'FAILED')
  })

  t.test('RUNNING is not final, and never moves back', async t => {
    t.equal(given(one).runs('a').said('a', 'RUNNING').exited('a', 0).status('a'), 'SUCCESS')
  })

  t.test('it may call before its start is known to have worked', async t => {
    const job = given(one).ordered('a').prepared('a').granted('a').said('a', 'SUCCESS')
    t.equal(job.status('a'), 'SUCCESS')
    t.equal(job.started('a').status('a'), 'SUCCESS')
    t.strictSame(job.work, ['follow a guest.0'])
  })

  t.test('then it gets a grace time to leave, before it is stopped', async t => {
    const job = given(one).runs('a').said('a', 'SUCCESS')
    const end = job.at + GRACE
    t.strictSame(job.wakes, [end])
    t.strictSame(job.work, ['follow a guest.0'])
    t.strictSame(job.woken(end - 1).work, ['follow a guest.0'])
    t.strictSame(job.woken(end).work, ['halt a guest.0', 'follow a guest.0'])
    t.equal(job.exited('a', 137).status('a'), 'SUCCESS', 'an exit that we caused says nothing')
    t.equal(job.instance('a').message, undefined)
  })

  t.test('also where its start was not acknowledged in all that time', async t => {
    const job = given(one).ordered('a').prepared('a').granted('a').said('a', 'SUCCESS')
    t.strictSame(job.woken(job.at + GRACE).work, ['halt a guest.0'])
  })

  t.test('one that leaves by itself is not stopped', async t => {
    t.strictSame(given(one).runs('a').said('a', 'SUCCESS').exited('a', 0).wakes, [])
  })

  t.test('a result code that it prints on leaving says more than its callback', async t => {
    const job = given(one).runs('a').said('a', 'FAILED').exited('a', 1, 'no common rows (4444)')
    t.equal(job.instance('a').message, 'no common rows (4444)')
  })

  t.test('so its failure is told when it has left, and not before it had time to say why', async t => {
    const job = given(one).runs('a').heard().said('a', 'FAILED')
    t.strictSame(job.told, [])
    t.equal(job.status('a'), 'FAILED', 'who asks is told at once')
    job.exited('a', 1, 'no common rows (4444)')
    t.strictSame(job.told, ['task/callback a guest FAILED'])
    t.equal(job.saidLast.reason, 'no common rows (4444)')
  })

  t.test('and when it does not leave, after a second', async t => {
    const job = given(one).runs('a').heard().said('a', 'FAILED')
    const due = Math.min(...job.wakes)
    t.equal(job.wakes.length, 2, 'then, and when its grace ends')
    t.strictSame(job.woken(due - 1).told, [])
    t.strictSame(job.woken(due).told, ['task/callback a guest FAILED'])
    t.equal(job.wakes.length, 1)
  })

  t.test('what is being stopped is not believed any more', async t => {
    t.equal(given(one).runs('a').stopped().said('a', 'SUCCESS').status('a'), 'RUNNING')
  })

  t.test('an instance that was not started cannot call', async t => {
    const job = given(one).ordered('a').prepared('a')
    t.equal(job.state, job.said('a', 'SUCCESS').state)
    t.throws(() => job.event({ type: 'componentReported', taskId: 'task-0', role: 'guest.0', status: 'SUCCESS' }), {
      code: 404,
    })
  })
})

t.test('6. what is pushed', async t => {
  t.test('RUNNING and the end, with the plain role, once each', async t => {
    const job = given({ ...one, roles: { a: ['host.1'] } })
      .heard()
      .runs('a', 'host.1')
    t.strictSame(job.told, ['task/callback a host RUNNING'])
    t.strictSame(job.saidLast, { task_id: taskIdOf(JOB, 'a'), status: 'RUNNING', role: 'host' })
    job.said('a', 'RUNNING', 'host.1').exited('a', 0, undefined, 'host.1')
    t.strictSame(job.told, ['task/callback a host RUNNING', 'task/callback a host SUCCESS'])
  })

  t.test('a failure with its reason', async t => {
    t.match(given(one).runs('a').exited('a', 3).saidLast, { status: 'FAILED', reason: 'exit code 3' })
  })

  t.test('SUCCESS of a role only when all its indexes are', async t => {
    const job = given({ ...one, roles: { a: ['host.0', 'host.1'] } })
      .heard()
      .ordered('a')
    for (const role of ['host.0', 'host.1']) job.prepared('a', role).granted('a', role).started('a', role)
    job.exited('a', 0, undefined, 'host.0')
    t.strictSame(job.told, ['task/callback a host RUNNING'])
    job.exited('a', 0, undefined, 'host.1')
    t.strictSame(job.told, ['task/callback a host RUNNING', 'task/callback a host SUCCESS'])
  })

  t.test('each role speaks for itself', async t => {
    const job = given({ ...one, roles: { a: ['guest.0', 'host.0'] } })
      .heard()
      .ordered('a')
    job.prepared('a').granted('a').started('a').exited('a', 0)
    t.strictSame(job.told, ['task/callback a guest RUNNING', 'task/callback a guest SUCCESS'])
  })

  t.test('to FATE-Flow, the whole node at its end, for it takes the first final status for the node', async t => {
    const job = given({ ...one, pushes: 'node', roles: { a: ['guest.0', 'host.0'] } })
      .heard()
      .ordered('a')
    for (const role of ['guest.0', 'host.0']) job.prepared('a', role).granted('a', role).started('a', role)
    job.exited('a', 0)
    t.strictSame(job.told, [])
    job.exited('a', 0, undefined, 'host.0')
    t.strictSame(job.told, ['task/callback a guest SUCCESS'])
  })

  t.test('nothing, where the scheduler polls', async t => {
    t.strictSame(
      given({ ...one, pushes: 'none' })
        .heard()
        .runs('a')
        .exited('a', 0).told,
      [],
    )
  })

  t.test('the end of a task is pushed also when the job is over already', async t => {
    const job = given(one).heard().runs('a').stopped().heard().exited('a', 137)
    t.strictSame(job.told, ['task/callback a guest FAILED'])
  })
})

t.test('stop of the whole job', async t => {
  t.test('what runs is stopped, what waits is not started, what never started keeps its status', async t => {
    const job = given({ dag: { a: [], b: [], c: ['a'] } })
      .runs('a')
      .ordered('b')
      .stopped()
    t.equal(job.state.status, 'FINISHED')
    t.strictSame(job.work, ['halt a guest.0', 'follow a guest.0'])
    t.equal(job.status('a'), 'RUNNING', 'until it has ended')
    t.match(job.instance('b'), { status: 'FAILED', message: 'stopped before it started' })
    t.equal(job.status('c'), 'PENDING')
    t.match(job.exited('a', 137).instance('a'), { status: 'FAILED', message: 'stopped' })
  })

  t.test('an exit that we caused says nothing, not even 0', async t => {
    t.equal(given(one).runs('a').stopped().exited('a', 0).status('a'), 'FAILED')
  })

  t.test('every later start is refused: 409', async t => {
    const job = given(chain).stopped()
    t.throws(() => job.jobStarted(), { code: 409 })
    t.throws(() => job.ordered('a'), { code: 409 })
  })

  t.test('the same again changes nothing', async t => {
    const job = given(one).runs('a').stopped()
    t.equal(job.state, job.stopped().state)
    t.equal(job.state, job.stopped('a').state)
  })

  t.test('room that was given at the last moment is not used', async t => {
    const job = given(one).ordered('a').prepared('a').stopped().granted('a')
    t.strictSame(job.work, ['remove a guest.0'])
  })

  t.test('one that was about to start is looked for, never started', async t => {
    const job = given(one).ordered('a').prepared('a').granted('a').stopped()
    t.strictSame(job.work, ['halt a guest.0'])
    t.match(job.halted('a', false).instance('a'), { status: 'FAILED', message: 'stopped before it started' })
    t.strictSame(job.work, ['remove a guest.0'])
  })

  t.test('and followed to its end where it had started after all', async t => {
    const job = given(one).ordered('a').prepared('a').granted('a').stopped().halted('a', true)
    t.strictSame(job.work, ['halt a guest.0', 'follow a guest.0'])
    t.equal(job.exited('a', 137).status('a'), 'FAILED')
  })

  t.test('a start that is acknowledged after the stop is followed, too', async t => {
    const job = given(one).ordered('a').prepared('a').granted('a').stopped().started('a')
    t.strictSame(job.work, ['halt a guest.0', 'follow a guest.0'])
  })

  t.test('one that has reported its end keeps its grace', async t => {
    const job = given(one).runs('a').said('a', 'SUCCESS').stopped()
    t.strictSame(job.work, ['follow a guest.0'])
    t.equal(job.exited('a', 0).status('a'), 'SUCCESS')
  })

  t.test('how it ended is said as far as it is known', async t => {
    const ended = (job: ReturnType<typeof given>) => job.state.outcome
    t.equal(ended(given(one).runs('a').exited('a', 0).stopped()), 'succeeded')
    t.equal(ended(given(one).runs('a').exited('a', 1).stopped()), 'failed')
    t.equal(ended(given(one).runs('a').exited('a', 0).stopped(undefined, { reason: 'task b failed at h' })), 'failed')
    t.equal(ended(given(one).stopped(undefined, { outcome: 'stopped', reason: 'stopped by h' })), 'stopped')
    const rejected = given(one).stopped(undefined, { finalStatus: 'REJECTED', reason: 'h refused the job' })
    t.match(rejected.state, { status: 'REJECTED', outcome: 'rejected', reason: 'h refused the job' })
  })

  t.test('a job that ended well was not stopped: none of its tasks is barred', async t => {
    t.equal(given(one).runs('a').exited('a', 0).stopped().state.tasks.a?.barred, false)
  })
})

t.test('stop by name', async t => {
  t.test('a task that is not final is stopped, and it and all downstream are barred; other branches go on', async t => {
    const job = given(fork).runs('a').exited('a', 0).runs('left').runs('right').stopped('left')
    t.match(
      job.work.filter(each => each.startsWith('halt')),
      ['halt left guest.0'],
    )
    t.throws(() => job.ordered('last'), { code: 409 })
    t.equal(job.state.status, 'RUNNING')
    t.equal(job.exited('left', 137).status('left'), 'FAILED')
    t.equal(job.status('last'), 'PENDING', 'what never started keeps its status')
    t.equal(job.exited('right', 0).status('right'), 'SUCCESS')
  })

  t.test('a task that was not started yet is barred before it is', async t => {
    const job = given(fork).stopped('left')
    t.throws(() => job.ordered('left'), { code: 409 })
    t.throws(() => job.ordered('last'), { code: 409 })
    t.equal(job.status('left'), 'PENDING')
    t.equal(job.runs('right').status('right'), 'RUNNING')
  })

  t.test('one whose start was taken and waits for room has failed', async t => {
    const job = given(one).heard().ordered('a').stopped('a')
    t.match(job.instance('a'), { status: 'FAILED', message: 'stopped before it started' })
    t.strictSame(job.told, ['task/callback a guest FAILED'])
  })

  t.test(
    'one that is final already is cleared away, touches nothing that waits, and later starts are obeyed',
    async t => {
      const job = given({ ...chain, guesses: false })
        .runs('a')
        .exited('a', 0)
        .stopped('a')
      t.equal(job.status('a'), 'SUCCESS')
      t.strictSame(job.work, ['remove a guest.0'])
      t.equal(job.runs('b').status('b'), 'RUNNING')
    },
  )

  t.test('with the usual grace for one that has reported its end and has not left', async t => {
    const job = given(chain).runs('a').said('a', 'SUCCESS').stopped('a')
    t.notMatch(job.work, [/halt a|remove a/])
    t.equal(job.wakes.length, 1)
  })

  t.test('downstream tasks that already run are stopped by it, those that wait are not', async t => {
    const job = given({ dag: { a: [], b: ['a'], c: ['a'] } })
      .runs('a')
      .exited('a', 0)
      .runs('b')
      .ordered('c')
      .stopped('a')
    t.match(job.work, ['remove a guest.0', 'halt b guest.0', 'follow b guest.0'])
    t.equal(job.status('c'), 'READY')
    t.equal(job.exited('b', 137).status('b'), 'FAILED')
  })

  t.test(
    'one in which this node has no role is final from the start: FATE-Flow never starts it here, and stops it all the same',
    async t => {
      const fromFate = { ...chain, roles: { a: [] }, guesses: false }
      t.equal(given(fromFate).ordered('a').stopped('a').runs('b').status('b'), 'RUNNING')
      t.equal(given(fromFate).stopped('a').runs('b').status('b'), 'RUNNING')
    },
  )

  t.test('the same again changes nothing that counts', async t => {
    const job = given(fork).runs('a').stopped('a').exited('a', 137)
    const before = job.status('a')
    job.stopped('a')
    t.equal(job.status('a'), before)
    t.throws(() => job.ordered('left'), { code: 409 })
  })

  t.test('by its id, as Kuscia does', async t => {
    const job = given(chain).runs('a')
    job.event({ type: 'stopById', taskId: taskIdOf(JOB, 'a') })
    t.match(job.work, ['halt a guest.0'])
    t.throws(() => job.event({ type: 'stopById', taskId: 'task-0' }), { code: 404 })
  })

  t.test('an unknown name is 404', async t => {
    t.throws(() => given(chain).stopped('c'), { code: 404, message: /"c" \(a, b\)/ })
    t.throws(() => given(chain).stopped('toString'), { code: 404 })
  })
})

t.test("this node's own operator", async t => {
  t.test('is obeyed here at once; the others hear of it through the scheduler', async t => {
    const job = given(one).heard().runs('a').heard()
    job.event({ type: 'operatorStop' })
    t.match(job.state, { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by here' })
    t.strictSame(job.work, ['halt a guest.0', 'follow a guest.0'])
    t.strictSame(job.told, ['job/stop_all'])
  })

  t.test('may stop one task', async t => {
    const job = given(fork).heard()
    job.event({ type: 'operatorStop', task: 'left' })
    t.strictSame(job.told, ['job/stop_all left'])
    t.equal(job.state.status, 'READY')
    t.throws(() => job.event({ type: 'operatorStop', task: 'x' }), { code: 404 })
  })

  t.test('a start that comes before the scheduler has heard of the stop is to be tried again', async t => {
    const job = given(fork).heard()
    job.event({ type: 'operatorStop', task: 'left' })
    t.throws(() => job.ordered('left'), { code: 503 })
    t.throws(() => job.ordered('last'), { code: 503 })
    t.equal(job.ordered('a').status('a'), 'READY', 'other branches go on')
    job.heard()
    t.throws(() => job.ordered('left'), { code: 409 })
    job.event({ type: 'operatorStop' })
    t.throws(() => job.ordered('right'), { code: 503 })
    job.heard()
    t.throws(() => job.ordered('right'), { code: 409 })
    const early = given(one).heard()
    early.event({ type: 'operatorStop' })
    t.throws(() => early.jobStarted(), { code: 503 })
    t.throws(() => early.heard().jobStarted(), { code: 409 })
  })

  t.test("the scheduler's word on the end counts, where it came first", async t => {
    const stopped = () => {
      const job = given(chain).heard().runs('a')
      job.event({ type: 'operatorStop' })
      return job
    }
    t.match(stopped().stopped(undefined, { reason: 'task b failed at elsewhere (host.0)' }).state, {
      status: 'FINISHED',
      outcome: 'failed',
      reason: 'task b failed at elsewhere (host.0)',
    })
    t.match(stopped().stopped(undefined, { finalStatus: 'REJECTED', reason: 'x refused the job' }).state, {
      status: 'REJECTED',
      outcome: 'rejected',
    })
    const again = stopped()
      .stopped(undefined, { outcome: 'stopped', reason: 'stopped by here' })
      .stopped(undefined, { reason: 'other' })
    t.match(again.state, { outcome: 'stopped', reason: 'stopped by here' }, 'and only the first')
    const wordless = stopped().stopped()
    t.match(wordless.state, { outcome: 'stopped', reason: 'stopped by here' }, 'and says nothing where it says no word')
    const late = given(one).heard().runs('a').exited('a', 0)
    late.event({ type: 'operatorStop' })
    t.match(late.stopped().state, { outcome: 'succeeded', reason: '' }, 'where all went well it came too late')
  })
})

t.test('8 (Section 8). deadlines, off by default', async t => {
  t.test('an approval that nobody gives in time is a refusal', async t => {
    const job = given({ ...manual, deadlines: { approvalMs: 5000 } })
    t.strictSame(job.wakes, [5000])
    t.equal(job.woken(4999).state.status, 'PENDING')
    t.match(job.woken(5000).state, { status: 'REJECTED', reason: 'nobody decided within 5s' })
    t.strictSame(job.wakes, [])
  })

  t.test('an instance that does not end in time has failed, and is stopped', async t => {
    const job = given({ ...one, deadlines: { taskMs: 5000 } }).runs('a')
    const [due = 0] = job.wakes
    t.strictSame(job.woken(due - 1).work, ['follow a guest.0'])
    job.woken(due)
    t.match(job.instance('a'), { status: 'FAILED', message: 'it did not end within 5s' })
    t.strictSame(job.work, ['halt a guest.0', 'follow a guest.0'])
  })

  t.test('one that has reported its end in time has met it', async t => {
    const job = given({ ...one, deadlines: { taskMs: 5000 } })
      .runs('a')
      .said('a', 'SUCCESS')
    t.equal(job.woken(6000).status('a'), 'SUCCESS')
    t.strictSame(job.work, ['follow a guest.0'])
  })
})

t.test('what the scheduler has heard, or refused, is not told again', async t => {
  const job = given(one).heard({ kind: 'refused', code: 404, message: 'Not Found' })
  t.strictSame(job.told, [])
})

t.test('a scheduler of another kind may end a job without a word, and is asked when nothing runs here', async t => {
  const asked = (job: ReturnType<typeof given>) => job.commands.filter(({ type }) => type === 'ask')
  const ask = [{ type: 'ask', peer: 's', tasks: 2 }]
  const foreign = { ...chain, guesses: false }
  t.strictSame(asked(given(chain)), [], 'one of our kind always tells')
  t.strictSame(asked(given({ ...foreign, approval: 'manual' })), [], 'not before it is approved')
  t.strictSame(asked(given(foreign)), ask)
  t.strictSame(asked(given(foreign).runs('a')), [])
  t.strictSame(asked(given(foreign).runs('a').exited('a', 0)), ask)
  t.strictSame(asked(given(foreign).runs('a').stopped()), [], 'it has told')

  const over = (job: ReturnType<typeof given>, good: boolean) => job.event({ type: 'foundOver', good })
  const ended = () => given(foreign).runs('a').exited('a', 0).runs('b').exited('b', 0)
  t.match(over(ended(), true).state, { status: 'FINISHED', outcome: 'succeeded', reason: '' })
  t.match(over(ended(), false).state, { outcome: 'failed', reason: 's says that the job is over' }, 'elsewhere')
  t.match(over(given(foreign).runs('a').stopped('a').exited('a', 137), false).state, { outcome: 'stopped' })
  t.strictSame(over(ended(), true).work, ['remove a guest.0', 'remove b guest.0'])
  t.match(over(ended().stopped(), false).state, { outcome: 'succeeded' }, 'what was told stays')
})

t.test('a scheduler of another kind, which may end a job without a word', async t => {
  const foreign = { ...chain, guesses: false, pushes: 'none' as const }
  const asks = (job: ReturnType<typeof given>) => job.commands.filter(({ type }) => type === 'ask')

  t.test('is asked while nothing runs here', async t => {
    const job = given(foreign)
    t.strictSame(asks(job), [{ type: 'ask', peer: 's', tasks: 2 }])
    t.strictSame(asks(job.runs('a')), [])
    t.equal(asks(job.exited('a', 0)).length, 1)
    t.strictSame(asks(job.stopped()), [])
  })

  t.test('is not asked before approval, nor is one of our own kind', async t => {
    t.strictSame(asks(given({ ...foreign, approval: 'manual' })), [])
    t.strictSame(asks(given(chain)), [])
  })

  t.test('what it says ends the job here', async t => {
    const good = given(foreign).runs('a').exited('a', 0)
    good.event({ type: 'foundOver', good: true })
    t.match(good.state, { status: 'FINISHED', outcome: 'succeeded', reason: '' })
    const bad = given(foreign).runs('a').exited('a', 0)
    bad.event({ type: 'foundOver', good: false })
    t.match(bad.state, { status: 'FINISHED', outcome: 'failed', reason: 's says that the job is over' })
    t.strictSame(bad.work, ['remove a guest.0'])
    const before = bad.state
    t.equal(bad.event({ type: 'foundOver', good: true }).state, before)
  })
})

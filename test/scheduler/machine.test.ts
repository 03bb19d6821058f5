/** Section 6, from the scheduler's chair: given these events, these commands. */
import t from 'tap'
import { TASK_STATUSES, type TaskStatus } from '../../src/protocol/values.js'
import { expired, given, JOB, OK, PATIENCE, refused, UNKNOWN } from './given.js'

const pair = { roles: { guest: ['g'], host: ['h'] }, dag: { a: [] } }
const chain = { roles: { guest: ['g'], host: ['h'] }, dag: { a: [], b: ['a'] } }
const fork = { roles: { guest: ['g'], host: ['h'] }, dag: { a: [], left: ['a'], right: ['a'], last: ['left'] } }

t.test('2. creation', async t => {
  t.test('a job begins PENDING, with job/create on its way to every participant', async t => {
    const job = given(pair)
    t.equal(job.state.status, 'PENDING')
    t.strictSame(job.calls, ['g job/create', 'h job/create'])
  })

  t.test('each node is told once, however many roles it holds', async t => {
    t.strictSame(given({ roles: { guest: ['g'], host: ['g', 'h'], arbiter: ['h'] }, dag: { a: [] } }).calls, [
      'g job/create',
      'h job/create',
    ])
  })

  t.test('everybody gets the same body', async t => {
    const job = given(pair)
    t.strictSame(job.body('g job/create'), job.body('h job/create'))
    t.match(job.body('g job/create'), { job_id: JOB, dag: { components: [{ name: 'a' }] } })
  })

  t.test('a definite refusal of it counts as REJECTED, with its words', async t => {
    const job = given(pair).answered('h job/create', refused('no component psi 1.0.0'))
    t.equal(job.state.status, 'REJECTED')
    t.equal(job.state.reason, 'h refused the job: no component psi 1.0.0')
  })

  t.test('a node that was never reached in all our patience has not approved', async t => {
    const job = given(pair).answered('h job/create', expired('connect ECONNREFUSED'))
    t.match(job.state, { status: 'REJECTED', reason: 'h refused the job: connect ECONNREFUSED' })
  })
})

t.test('3. approval', async t => {
  t.test('a peer that confirms is waited for, however well it answered job/create', async t => {
    const job = given(pair).heard()
    t.equal(job.state.status, 'PENDING')
    t.strictSame(job.calls, [])
  })

  t.test('of a peer that does not confirm, the answer to job/create is its approval', async t => {
    const job = given({ ...pair, presets: { h: 'fate-flow' } })
      .approved('g')
      .answered('h job/create')
    t.equal(job.state.nodes.h?.approval, 'READY')
    t.equal(job.state.status, 'READY')
  })

  t.test('an approval may come before the answer to job/create; the start waits behind the create', async t => {
    const job = given(pair).approved('g', 'h')
    t.equal(job.state.status, 'READY')
    t.strictSame(job.calls, ['g job/create', 'h job/create'])
    t.strictSame(job.queue('h'), ['job/create', 'job/start', 'task/start a'])
  })

  t.test('a node that approved is not taken for one that refused when its create is refused afterwards', async t => {
    const job = given(pair).approved('h').answered('h job/create', refused('Job already exists'))
    t.equal(job.state.nodes.h?.approval, 'READY')
    t.equal(job.state.status, 'PENDING')
  })

  t.test('the same approval again changes nothing; one that contradicts it is 409', async t => {
    const job = given(pair).approved('h')
    const before = job.state
    t.equal(job.approved('h').state, before)
    t.throws(() => job.event({ type: 'audited', node: 'h', status: 'REJECTED' }), { code: 409 })
  })

  t.test('who holds no role has nothing to approve: 403', async t => {
    t.throws(() => given(pair).approved('stranger'), { code: 403 })
    t.throws(() => given(pair).approved('constructor'), { code: 403 })
  })
})

t.test('4. the start, or the end', async t => {
  t.test('all READY: the job is READY, and job/start goes to every participant', async t => {
    const job = given(pair)
    job.answered('g job/create').answered('h job/create').approved('g')
    t.strictSame(job.calls, [], 'one approval is not enough')
    job.approved('h')
    t.equal(job.state.status, 'READY')
    t.strictSame(job.calls, ['g job/start', 'h job/start'])
    t.strictSame(job.body('g job/start'), { job_id: JOB })
  })

  t.test('the job is RUNNING as soon as a node has taken job/start', async t => {
    const job = given(pair)
    job.answered('g job/create').answered('h job/create').approved('g', 'h').answered('h job/start')
    t.equal(job.state.status, 'RUNNING')
  })

  t.test('a node that will not start the job ends it', async t => {
    const job = given(pair)
    job.answered('g job/create').answered('h job/create').approved('g', 'h')
    job.answered('h job/start', refused('the disk is full'))
    t.match(job.state, { status: 'FINISHED', outcome: 'failed', reason: 'h did not start the job: the disk is full' })
  })

  t.test('one REJECTED: REJECTED with the node and its reason, and job/stop to the others', async t => {
    const job = given({ ...pair, roles: { guest: ['g'], host: ['h', 'i'] } }).heard()
    job.approved('g').event({ type: 'audited', node: 'h', status: 'REJECTED', reason: 'not on Sundays' })
    t.match(job.state, { status: 'REJECTED', outcome: 'rejected', reason: 'h refused the job: not on Sundays' })
    t.strictSame(job.calls, ['g job/stop', 'i job/stop'])
    t.match(job.body('g job/stop'), { final_status: 'REJECTED', reason: 'h refused the job: not on Sundays' })
  })

  t.test('what was not told yet of a rejected job is never told', async t => {
    const job = given({ ...pair, roles: { guest: ['g'], host: ['h', 'i'] } })
    job.approved('g', 'i').event({ type: 'audited', node: 'h', status: 'REJECTED' })
    t.strictSame(job.queue('g'), ['job/create (overtaken)', 'job/stop'])
  })
})

t.test('5. tasks', async t => {
  t.test('a task without upstream is started at all its parties, in parallel', async t => {
    const job = given({ ...pair, dag: { a: [], b: [] } })
    job.heard().approved('g', 'h').answered('g job/start').answered('h job/start')
    t.strictSame(job.queue('g'), ['task/start a', 'task/start b'])
    t.strictSame(job.calls, ['g task/start a', 'h task/start a'])
    t.strictSame(job.body('h task/start a'), { job_id: JOB, task_id: job.taskId('a'), task_name: 'a' })
  })

  t.test('the next one waits until all upstream tasks are SUCCESS at all their parties', async t => {
    const job = given({ ...pair, dag: { a: [], b: [], c: ['a', 'b'] } }).running()
    job.succeeded('a').reported('g', 'b', 'SUCCESS')
    t.strictSame(job.calls, [])
    job.reported('h', 'b', 'SUCCESS')
    t.strictSame(job.calls, ['g task/start c', 'h task/start c'])
  })

  t.test('branches do not wait for each other', async t => {
    const job = given(fork).running().succeeded('a').heard().succeeded('left')
    t.strictSame(job.calls, ['g task/start last', 'h task/start last'])
    t.equal(job.status('right'), 'READY')
  })

  t.test('where the component is known, only who has a role in it is asked', async t => {
    const job = given({
      roles: { guest: ['g'], host: ['h'], arbiter: ['x'] },
      dag: { a: [], b: ['a'] },
      roleLists: { a: ['guest', 'host'] },
    }).running()
    t.strictSame(Object.keys(job.state.tasks.a?.parties ?? {}), ['g', 'h'])
    job.succeeded('a')
    t.strictSame(job.calls, ['g task/start b', 'h task/start b', 'x task/start b'], 'where it is not, everyone')
  })

  t.test('a node in several roles is asked once, and is done when all of them are', async t => {
    const job = given({ roles: { guest: ['g'], host: ['g'] }, dag: { a: [], b: ['a'] } }).running()
    job.reported('g', 'a', 'SUCCESS', 'guest')
    t.strictSame(job.calls, [])
    t.equal(job.status('a'), 'RUNNING')
    job.reported('g', 'a', 'SUCCESS', 'host')
    t.strictSame(job.calls, ['g task/start b'])
  })

  t.test('a definite refusal of a start is FAILED at that party, with its words', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('h job/start')
    job.answered('h task/start a', refused('no component psi'))
    t.strictSame(job.party('a', 'h'), { 'host.0': 'FAILED' })
    t.match(job.state, { status: 'FINISHED', reason: 'task a failed at h (host.0): no component psi' })
  })

  t.test('an accepted start is READY', async t => {
    t.strictSame(given(pair).running().party('a', 'h'), { 'host.0': 'READY' })
  })

  t.test('a push may come before the answer to the start', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('h job/start')
    job.reported('h', 'a', 'SUCCESS').answered('h task/start a')
    t.strictSame(job.party('a', 'h'), { 'host.0': 'SUCCESS' })
  })

  t.test('a task that nobody has a role in is done from the start', async t => {
    const job = given({ ...chain, roleLists: { a: ['arbiter'] } })
    job.heard().approved('g', 'h').answered('g job/start').answered('h job/start')
    t.equal(job.status('a'), 'SUCCESS')
    t.strictSame(job.calls, ['g task/start b', 'h task/start b'])
  })
})

t.test('6. statuses', async t => {
  t.test('under callback, who pushes is polled slowly, as a net; who does not is polled', async t => {
    const job = given({
      roles: { guest: ['g'], host: ['h'], arbiter: ['k'] },
      dag: { a: [] },
      presets: { h: 'fate-flow', k: 'kuscia' },
    })
    t.strictSame(job.running().polls, ['g a guest slow', 'h a host fast', 'k a arbiter fast'])
  })

  t.test('under poll, everybody is polled', async t => {
    t.strictSame(given({ ...pair, common: { sync_type: 'poll' } }).running().polls, ['g a guest fast', 'h a host fast'])
  })

  t.test('where the job says nothing, it is poll', async t => {
    t.strictSame(given({ ...pair, common: {} }).running().polls, ['g a guest fast', 'h a host fast'])
  })

  t.test('one call for each plain role that a peer holds', async t => {
    const job = given({ roles: { guest: ['g'], host: ['h', 'h'], arbiter: ['h'] }, dag: { a: [] } }).running()
    t.strictSame(job.polls, ['g a guest slow', 'h a host slow', 'h a arbiter slow'])
  })

  t.test('nobody is polled before its start is acknowledged, nor after its end', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('g job/start').answered('h job/start')
    t.strictSame(job.polls, [])
    job.answered('h task/start a')
    t.strictSame(job.polls, ['h a host slow'])
    job.reported('h', 'a', 'SUCCESS')
    t.strictSame(job.polls, [])
  })

  t.test('this node itself is not polled', async t => {
    t.strictSame(given({ ...pair, self: 'g' }).running().polls, ['h a host slow'])
  })

  t.test('a push is always accepted, also from a peer that is polled', async t => {
    const job = given({ ...pair, presets: { h: 'kuscia' } }).running()
    t.strictSame(job.reported('h', 'a', 'RUNNING', 'host').party('a', 'h'), { 'host.0': 'RUNNING' })
  })

  const named: [string, Record<string, TaskStatus>][] = [
    ['host', { 'host.0': 'RUNNING', 'host.1': 'RUNNING', 'arbiter.0': 'READY' }],
    ['host.1', { 'host.0': 'READY', 'host.1': 'RUNNING', 'arbiter.0': 'READY' }],
    ['arbiter', { 'host.0': 'READY', 'host.1': 'READY', 'arbiter.0': 'RUNNING' }],
    ['', { 'host.0': 'RUNNING', 'host.1': 'RUNNING', 'arbiter.0': 'RUNNING' }],
  ]
  for (const [role, expected] of named) {
    t.test(`a report for "${role}" speaks for ${role === '' ? 'all roles of the node' : 'that role'}`, async t => {
      const job = given({ roles: { guest: ['g'], host: ['h', 'h'], arbiter: ['h'] }, dag: { a: [] } }).running()
      t.strictSame(job.reported('h', 'a', 'RUNNING', role).party('a', 'h'), expected)
    })
  }

  t.test('a report for a role that the caller does not hold, or from who has no part, is 403', async t => {
    const job = given({ ...pair, roleLists: { a: ['guest'] } }).running()
    t.throws(() => job.reported('g', 'a', 'RUNNING', 'host'), { code: 403 })
    t.throws(() => job.reported('h', 'a', 'RUNNING'), { code: 403 })
    t.throws(() => job.event({ type: 'reported', node: 'g', taskId: 'task-0', role: '', status: 'RUNNING' }), {
      code: 404,
    })
  })

  for (const late of TASK_STATUSES) {
    t.test(`after the end, a late ${late} changes nothing`, async t => {
      const job = given(chain).running().reported('h', 'a', 'SUCCESS')
      const before = job.state
      t.equal(job.reported('h', 'a', late).state, before)
    })
  }

  t.test('over the parties: RUNNING as soon as one runs or is done', async t => {
    const job = given(pair).running()
    t.equal(job.status('a'), 'READY')
    job.reported('h', 'a', 'SUCCESS')
    t.equal(job.status('a'), 'RUNNING')
  })

  t.test('a FATE-Flow peer that took the start and knows no such task has no role in it', async t => {
    const job = given({ ...chain, presets: { h: 'fate-flow' } }).running()
    job.reported('g', 'a', 'SUCCESS').disowned('h', 'a', 'host')
    t.equal(job.status('a'), 'SUCCESS')
    t.strictSame(job.calls, ['g task/start b', 'h task/start b'])
  })

  t.test('one whose role in it is known here, but not there, will never run it: FAILED, and why', async t => {
    const facts = { ...pair, presets: { h: 'fate-flow' as const }, roleLists: { a: ['guest', 'host'] } }
    const job = given(facts).running().disowned('h', 'a', 'host')
    t.match(job.state, { status: 'FINISHED', outcome: 'failed' })
    t.match(
      job.state.reason,
      /^task a failed at h \(host\.0\): it took the start, and has no such task \("No found task"\)/,
    )
    t.strictSame(job.calls, ['g job/stop', 'h job/stop'])
  })

  const believed: [string, Parameters<typeof given>[0]][] = [
    ['another kind of peer: Kuscia may only be slow', { ...pair, presets: { h: 'kuscia' } }],
    ['another node of our own kind', pair],
  ]
  for (const [who, facts] of believed) {
    t.test(`it is not believed of ${who}`, async t => {
      const job = given(facts).running().disowned('h', 'a', 'host')
      t.strictSame(job.party('a', 'h'), { 'host.0': 'READY' })
      t.ok(
        job.polls.some(poll => poll.startsWith('h a host')),
        'it is asked again',
      )
    })
  }

  t.test('nor of a party that has reported that it runs: what is lost is no success', async t => {
    const job = given({ ...pair, presets: { h: 'fate-flow' } })
      .running()
      .reported('h', 'a', 'RUNNING')
      .disowned('h', 'a')
    t.strictSame(job.party('a', 'h'), { 'host.0': 'RUNNING' })
  })
})

t.test('7. failure', async t => {
  t.test('a task that fails at any party ends the job at once, with job/stop to all', async t => {
    const job = given(fork).running().succeeded('a').heard()
    job.reported('h', 'left', 'FAILED', 'host.0', 'exit code 1')
    t.match(job.state, { status: 'FINISHED', outcome: 'failed', reason: 'task left failed at h (host.0): exit code 1' })
    t.strictSame(job.calls, ['g job/stop', 'h job/stop'])
    t.match(job.body('g job/stop'), { final_status: 'FINISHED', reason: job.state.reason })
  })

  t.test('starts that were never tried are dropped', async t => {
    const job = given({ ...pair, dag: { a: [], b: [], c: [] } })
    job.heard().approved('g', 'h').answered('g job/start').answered('h job/start')
    job.reported('h', 'a', 'FAILED')
    t.strictSame(job.queue('g'), ['task/start a (overtaken)', 'job/stop'])
    t.equal(job.state.tasks.b?.parties.g?.start, 'none')
    t.equal(job.state.tasks.a?.parties.g?.start, 'posted')
  })

  t.test('a party settles from its own report, not before', async t => {
    const job = given(pair).running().reported('h', 'a', 'FAILED')
    t.strictSame(job.party('a', 'g'), { 'guest.0': 'READY' })
    job.heard().reported('g', 'a', 'FAILED')
    t.strictSame(job.commands, [])
  })

  t.test('or from a poll, once the stop is acknowledged', async t => {
    const job = given(pair).running().reported('h', 'a', 'FAILED')
    t.strictSame(job.polls, [])
    job.answered('g job/stop')
    t.strictSame(job.polls, ['g a guest fast'])
  })

  t.test('the scheduler writes FAILED for a silent party only when its patience ends', async t => {
    const job = given(pair).running().reported('h', 'a', 'FAILED')
    const end = job.at + PATIENCE
    t.strictSame(job.heard().wakes, [end])
    job.woken(end - 1)
    t.strictSame(job.party('a', 'g'), { 'guest.0': 'READY' })
    job.woken(end)
    t.strictSame(job.party('a', 'g'), { 'guest.0': 'FAILED' })
    t.equal(job.state.tasks.a?.parties.g?.roles['guest.0']?.message, 'g did not say how it ended')
    t.strictSame(job.commands, [])
  })

  t.test('what was never started keeps its status', async t => {
    const job = given(chain).running().reported('h', 'a', 'FAILED').heard()
    job.reported('g', 'a', 'FAILED')
    t.equal(job.status('b'), 'PENDING')
  })

  t.test('the second failure changes nothing of the first', async t => {
    const job = given(pair)
      .running()
      .reported('h', 'a', 'FAILED', '', 'first')
      .reported('g', 'a', 'FAILED', '', 'second')
    t.equal(job.state.reason, 'task a failed at h (host.0): first')
    t.strictSame(job.queue('g'), ['job/stop'])
  })
})

t.test('8. the end', async t => {
  t.test('nothing left to do: job/stop to all, FINISHED, and it succeeded', async t => {
    const job = given(chain).running().succeeded('a').heard().succeeded('b')
    t.match(job.state, { status: 'FINISHED', outcome: 'succeeded', reason: '' })
    t.strictSame(job.calls, ['g job/stop', 'h job/stop'])
    t.notOk('task_name' in job.body('g job/stop'))
    t.strictSame(job.heard().commands, [])
  })

  t.test('Kuscia gets no job/stop after success: it would take the job for failed', async t => {
    const job = given({ ...pair, presets: { h: 'kuscia' } })
      .running()
      .succeeded('a')
    t.equal(job.state.outcome, 'succeeded')
    t.strictSame(job.calls, ['g job/stop'])
  })

  t.test('Kuscia gets one after a failure', async t => {
    const job = given({ ...pair, presets: { h: 'kuscia' } })
      .running()
      .reported('g', 'a', 'FAILED')
    t.strictSame(job.calls, ['g job/stop', 'h job/stop'])
  })

  t.test('a job whose last task ends while a start is unanswered is not over before the answer', async t => {
    const job = given(chain).running().succeeded('a').answered('g task/start b')
    job.reported('g', 'b', 'SUCCESS')
    t.equal(job.state.status, 'RUNNING')
  })
})

t.test('stop of the whole job', async t => {
  const live: [string, (job: ReturnType<typeof given>) => ReturnType<typeof given>][] = [
    ['PENDING', job => job.heard()],
    ['READY', job => job.answered('g job/create').answered('h job/create').approved('g', 'h')],
    ['RUNNING', job => job.running()],
  ]
  for (const [status, reach] of live) {
    t.test(`a ${status} job is FINISHED, and everybody is told`, async t => {
      const job = reach(given(chain))
      t.equal(job.state.status, status)
      job.stopped(undefined, 'h')
      t.match(job.state, { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by h' })
      t.strictSame(
        job.calls.filter(call => call.endsWith('stop')),
        ['g job/stop', 'h job/stop'],
      )
    })
  }

  t.test('the same stop again changes nothing, nor does one of a job that is over', async t => {
    for (const job of [
      given(pair).running().stopped(),
      given(pair).heard().event({ type: 'audited', node: 'h', status: 'REJECTED' }),
    ]) {
      const before = job.state
      t.equal(job.stopped().state, before)
    }
  })

  t.test('a create that was never tried is never told; one under way is overtaken', async t => {
    t.strictSame(given(pair).stopped().queue('h'), ['job/create (overtaken)', 'job/stop'])
  })

  t.test('after a stop whose overtaken start had an unknown outcome, the stop is sent again', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('h job/start').stopped().answered('h job/stop')
    job.answered('h task/start a (overtaken)', UNKNOWN)
    t.strictSame(job.queue('h'), ['job/stop'])
    job.answered('h job/stop')
    t.strictSame(job.polls, ['h a host fast'], 'and it is asked what came of it')
    job.reported('h', 'a', 'PENDING', 'host')
    t.strictSame(job.polls, [], 'it never got the start')
    t.equal(job.status('a'), 'PENDING')
  })

  t.test('the same for a start that was acknowledged after all', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('h job/start').stopped()
    job.answered('h task/start a (overtaken)', OK)
    t.strictSame(job.queue('h'), ['job/stop', 'job/stop'])
  })

  t.test('an overtaken start that never went out leaves the task as it was', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('h job/start').stopped()
    job.answered('h task/start a (overtaken)', refused('overtaken by a stop'))
    t.equal(job.status('a'), 'PENDING')
    t.strictSame(job.queue('h'), ['job/stop'])
  })

  t.test('a peer that knows of the stop and has no such task never got the start', async t => {
    const job = given(pair).heard().approved('g', 'h').answered('h job/start').stopped()
    job.answered('h task/start a (overtaken)', UNKNOWN).answered('h job/stop').answered('h job/stop')
    t.strictSame(job.disowned('h', 'a', 'host').polls, [])
  })
})

t.test('a stop by FATE-Flow may be its detector: the reason says so while something runs there', async t => {
  const facts = { ...pair, presets: { h: 'fate-flow' as const } }
  const running = given(facts).running().event({ type: 'stopAll', by: 'h' })
  t.match(running.state.reason, /^stopped by h: by its operator, or because a container there is gone/)
  t.equal(given(facts).running().event({ type: 'stopAll', by: 'g' }).state.reason, 'stopped by g')
  t.equal(given(facts).heard().event({ type: 'stopAll', by: 'h' }).state.reason, 'stopped by h', 'nothing runs')
})

t.test('stop by name', async t => {
  t.test('that task and all downstream of it are stopped; other branches go on', async t => {
    const job = given(fork).running().succeeded('a').heard().stopped('left')
    t.strictSame(job.calls, ['g job/stop left', 'h job/stop left'])
    t.strictSame(job.body('g job/stop left'), { job_id: JOB, task_name: 'left' })
    t.strictSame(
      Object.entries(job.state.tasks).flatMap(([name, { stopped }]) => (stopped ? [name] : [])),
      ['left', 'last'],
    )
    t.equal(job.state.status, 'RUNNING')
    t.equal(job.status('right'), 'READY')
  })

  t.test('the job does not fail for what was stopped by name, and ends when the others have', async t => {
    const job = given(fork).running().succeeded('a').heard().stopped('left').heard()
    job.reported('g', 'left', 'FAILED').reported('h', 'left', 'FAILED')
    t.equal(job.state.status, 'RUNNING')
    job.succeeded('right')
    t.match(job.state, { status: 'FINISHED', outcome: 'stopped', reason: 'stopped by name: left, last' })
    t.equal(job.status('last'), 'PENDING', 'what never started keeps its status')
  })

  t.test('a stopped task that ends well all the same starts nothing', async t => {
    const job = given(fork).running().succeeded('a').heard().stopped('left').heard().succeeded('left')
    t.strictSame(job.calls, [])
  })

  t.test('of two starts on their way, only the stopped one is dropped', async t => {
    const job = given({ ...pair, dag: { a: [], b: [] } })
    job.heard().approved('g', 'h').answered('g job/start').answered('h job/start').stopped('b')
    t.strictSame(job.queue('g'), ['task/start a', 'job/stop b'])
  })

  t.test('a stop before the job runs keeps the task from ever starting', async t => {
    const job = given(fork).stopped('left').running().succeeded('a')
    t.strictSame(job.calls, ['g task/start right', 'h task/start right'])
  })

  t.test('a task that is final already is not touched, but what follows it is stopped', async t => {
    const job = given(chain).running().succeeded('a').heard().stopped('a')
    t.notOk(job.state.tasks.a?.stopped)
    t.ok(job.state.tasks.b?.stopped)
    t.strictSame(job.calls, ['g job/stop b', 'h job/stop b'], 'the name of what has ended would stop nothing there')
  })

  t.test('where several follow what has ended, each branch is named, and at Kuscia each task once', async t => {
    const job = given({ ...fork, presets: { h: 'kuscia' } })
      .running()
      .succeeded('a')
      .heard()
      .stopped('a')
    t.strictSame(job.queue('g'), ['job/stop left', 'job/stop right'])
    t.strictSame(job.queue('h'), ['task/stop left', 'task/stop right'])
  })

  t.test('the same again changes nothing', async t => {
    const job = given(fork).running().stopped('left')
    const before = job.state
    t.equal(job.stopped('left').state, before)
  })

  t.test('an unknown name is 404, and the names there are are listed', async t => {
    t.throws(() => given(chain).stopped('c'), { code: 404, message: /"c" \(a, b\)/ })
    t.throws(() => given(chain).stopped('constructor'), { code: 404 })
  })

  t.test('after an overtaken start with an unknown outcome, the stop by name is sent again', async t => {
    const job = given({ ...pair, dag: { a: [], b: [] } })
      .heard()
      .approved('g', 'h')
      .answered('h job/start')
    job.stopped('a').answered('h task/start a (overtaken)', UNKNOWN)
    t.strictSame(job.queue('h'), ['task/start b', 'job/stop a', 'job/stop a'])
  })

  t.test('Kuscia would stop the whole job: it gets task/stop for each task that runs there', async t => {
    const job = given({ ...fork, presets: { h: 'kuscia' } })
      .running()
      .succeeded('a')
      .heard()
      .stopped('left')
    t.strictSame(job.calls, ['g job/stop left', 'h task/stop left'])
    t.strictSame(job.body('h task/stop left'), { task_id: job.taskId('left') })
  })

  t.test('and for those downstream that run already', async t => {
    const job = given({ ...chain, presets: { h: 'kuscia' } })
      .running()
      .succeeded('a')
      .heard()
      .stopped('a')
    t.strictSame(job.queue('h'), ['task/stop b'])
  })

  t.test('a task of Kuscia that says PENDING before it knows of the stop may yet start', async t => {
    const job = given({ ...pair, dag: { a: [], b: [] }, presets: { h: 'kuscia' } })
      .heard()
      .approved('g')
      .answered('h job/start')
    job.stopped('a').answered('h task/start a (overtaken)', UNKNOWN).reported('h', 'a', 'PENDING', 'host')
    t.equal(job.state.tasks.a?.parties.h?.start, 'accepted')
  })
})

t.test('every answer may come twice', async t => {
  const job = given(chain).running()
  const before = job.state
  t.equal(job.event({ type: 'answered', peer: 'g', entryId: 1, outcome: refused('again') }).state, before)
  t.equal(job.event({ type: 'answered', peer: 'nobody', entryId: 1, outcome: OK }).state, before)
})

t.test('8 (Section 8). deadlines, off by default', async t => {
  t.test('without one, nothing wakes a job that lives', async t => {
    t.strictSame(given(chain).wakes, [])
    t.strictSame(given(chain).running().wakes, [])
  })

  t.test('who has not decided in time has refused', async t => {
    const job = given({ ...pair, deadlines: { approvalMs: 5000 } })
      .heard()
      .approved('g')
    t.strictSame(job.wakes, [5000])
    t.equal(job.woken(4999).state.status, 'PENDING')
    job.woken(5000)
    t.match(job.state, { status: 'REJECTED', reason: 'h refused the job: it did not decide within 5s' })
  })

  t.test('a task that does not end in time is FAILED where it has not ended', async t => {
    const job = given({ ...pair, deadlines: { taskMs: 5000 } })
      .running()
      .reported('g', 'a', 'SUCCESS')
    const [due = 0] = job.wakes
    t.equal(due, (job.state.tasks.a?.startedAt ?? 0) + 5000)
    job.woken(due)
    t.strictSame({ ...job.party('a', 'g'), ...job.party('a', 'h') }, { 'guest.0': 'SUCCESS', 'host.0': 'FAILED' })
    t.match(job.state, { status: 'FINISHED', outcome: 'failed', reason: /did not end within 5s/ })
  })

  t.test('a peer that is silent for too long ends the job; one that speaks again in time does not', async t => {
    const job = given({ ...pair, deadlines: { silentPeerMs: 5000 } }).running()
    job.event({ type: 'silence', node: 'h', since: 100 })
    t.strictSame(job.wakes, [5100])
    job.event({ type: 'silence', node: 'h' })
    t.strictSame(job.wakes, [])
    job.event({ type: 'silence', node: 'h', since: 200 }).woken(5200)
    t.match(job.state, { status: 'FINISHED', outcome: 'failed', reason: 'h was silent for 5s' })
  })
})

/**
 * What is found out about nodes that behave as FATE-Flow and as Kuscia were seen to: these deviations, and no others. Those that
 * were observed are quoted; the rest is what follows from how they are known to be set up in a route table.
 */
import t from 'tap'
import { fateFlow, kuscia } from '../helpers/foreign-peer.js'
import { freePorts } from '../helpers/ports.js'
import { found, OUR_ID, runAt, testComponent, tested } from './tested.js'

t.setTimeout(120_000)

const behave = (task: string) => (['left', 'right', 'late'].includes(task) ? 'hold' : 'SUCCESS')

t.test('FATE-Flow, edition 1.2', async t => {
  const [port = 0] = await freePorts(1)
  const peers = { [OUR_ID]: `http://127.0.0.1:${port}` }
  const roles = ['guest', 'host']
  const peer = await fateFlow(t, { peers, behave, components: { psi: roles, sleep: roles } })
  const node = tested(peer.url, {
    nodeId: peer.nodeId,
    component: testComponent('psi', 'unionpay', { roleList: roles }),
    longComponent: testComponent('sleep', 'unionpay'),
  })
  const report = await runAt(port, node, { timeoutMs: 10_000, pace: { callMs: 3_000, settleMs: 1_000, pollMs: 50 } })

  t.same(found(report, 'participant'), [
    // "Errors: {"code":6000,"message":...}": and its answers have no data where there is none to give.
    'differs envelope.data',
    'differs envelope.msg',
    // It does not confirm: it takes the answer to job/create for approval.
    'differs job/audit_confirm',
    // "`job/start` of an unknown job: code 0."
    'differs job/start.unknown',
    // "It never sends `task/callback`; it must be polled."
    'differs task/callback',
    // "`task/poll` before `task/start`, and at a party that has no role in the task: code 6000."
    'differs task/poll.before-start',
    // "The same `task/start` again: code 1, though the task is running."
    'differs task/start.repeat',
    // "A party without a role in a task answers `task/start` with 0, and then fails every poll of it."
    'differs task/start.without-role',
  ])
  t.same(found(report, 'participant', 'not tried'), [])

  t.same(found(report, 'scheduler'), [
    'differs envelope.data',
    'differs envelope.msg',
    // Its jobs are READY from the start, and it knows no move from there to READY: code 1.
    'differs job/audit_confirm',
    // It sends on what it knows, and leaves out the rest.
    'differs job/create.unknown-fields',
    // A repeat is a success, and creates the job at its participants again.
    'differs job/create_all.repeat',
    // "it takes the answer to `job/create` for approval, and never waits for `audit_confirm`."
    'differs job/start.after-approval',
    // "`status_all` names tasks by name, not by id"
    'differs job/status_all.keys',
    // "After each task that ended well it sends `job/stop` with that `task_name`"
    'differs job/stop.after-success',
    // "Polls every 2 s, `task/poll` with "role": """
    'differs task/poll.role',
    // What reads from nothing waits for nothing: no task waits for one that isn't there.
    'must job/create_all.edge-to-nothing',
    // It reads the body of a GET, and no query.
    'must job/status_all',
    // A stop of one task ends the job, and starts nothing of the rest.
    'must job/stop_all.other-branch',
    // "`task/callback` ignores the role and takes the first final status for the whole node"
    'must task/start.waits-for-all',
  ])
  t.same(found(report, 'scheduler', 'not tried'), ['must job/rejected'])
  t.same(report.unstopped, [])
})

t.test('Kuscia, edition 1.0', async t => {
  const [port = 0] = await freePorts(1)
  const peer = await kuscia(t, { peers: { [OUR_ID]: `http://127.0.0.1:${port}` }, behave })
  const node = tested(peer.url, {
    nodeId: peer.nodeId,
    edition: '1.0',
    component: testComponent('psi', ''),
    longComponent: testComponent('sleep', ''),
  })
  const report = await runAt(port, node, { timeoutMs: 10_000, pace: { callMs: 3_000, settleMs: 1_000, pollMs: 50 } })

  t.same(found(report, 'participant'), [
    // "`data` is `null` or an object. Errors come as [...] {"code":400,"msg":...} or, from its validation, {"code":400,"message":...}."
    'differs envelope.data',
    'differs envelope.msg',
    // It has no such call: "nothing else".
    'differs job/audit_confirm',
    // "Its `job_id` and `task_id` become Kubernetes names"
    'differs job/create.any-id',
    // "The same create again: 400 "Job already exists"."
    'differs job/create.repeat',
    // It does not push, either.
    'differs task/callback',
    // "`task/poll` of a task not started: 400 "failed to find the task"."
    'differs task/poll.before-start',
    // "An empty role: 400. "guest.0": 200, but forever PENDING."
    'differs task/poll.empty-role',
    'differs task/poll.role-with-index',
    // "`job/stop` ignores `task_name` and stops the whole job"
    'must job/stop.ended-task',
    'must job/stop.other-branch',
  ])
  t.same(found(report, 'participant', 'not tried'), ['differs task/start.without-role'], 'no descriptor was given')

  // "nothing else: 404 with a plain-text body"
  t.same(found(report, 'scheduler'), ['must job/create_all'], 'one finding, and all that depends on it is not tried')
  const tried = report.results.filter(({ as, verdict }) => as === 'scheduler' && verdict.result !== 'not tried')
  t.equal(tried.length, 1)
})

import t from 'tap'
import { type Preset, peerSettings } from '../../src/config/peers.js'
import { jobBodySchema, taskIdOf } from '../../src/protocol/job.js'
import { type PlanFacts, planJob } from '../../src/scheduler/plan.js'
import { type BodyOptions, jobBody } from '../helpers/job-body.js'

function plan(options: Partial<BodyOptions>, facts: Partial<PlanFacts> & { presets?: Record<string, Preset> } = {}) {
  const { presets = { h: 'isched', k: 'kuscia', f: 'fate-flow' }, ...more } = facts
  const peers = Object.fromEntries(
    Object.entries(presets).map(([node, preset]) => [node, peerSettings(node, { address: 'http://x', preset })]),
  )
  const body = jobBody({ roles: { guest: ['g'], host: ['h'] }, tasks: { a: {}, b: { after: ['a'] } }, ...options })
  return planJob(jobBodySchema.parse(body), {
    jobId: 'job-1',
    self: 'g',
    patienceMs: 1000,
    deadlines: {},
    peers,
    known: {},
    ...more,
  })
}

t.test('each node stands once, with its roles and its way of speaking', async t => {
  const { nodes } = plan({ roles: { guest: ['g'], host: ['f', 'k'], arbiter: ['f'] } })
  t.match(nodes, {
    g: { roles: ['guest.0'], manner: { confirms: true, pushes: true, stop: 'job' } },
    f: { roles: ['host.0', 'arbiter.0'], manner: { confirms: false, pushes: false, stop: 'job', disowns: true } },
    k: { roles: ['host.1'], manner: { confirms: false, pushes: false, stop: 'task', disowns: false } },
  })
})

t.test('single settings of the route table count over a preset', async t => {
  const entry = peerSettings('h', { address: 'http://x', preset: 'fate-flow', confirms: true, pushes: true })
  t.match(plan({}, { peers: { h: entry } }).nodes.h?.manner, { confirms: true, pushes: true, stop: 'job' })
})

t.test('the scheduler makes the task ids, and knows who waits for whom', async t => {
  const { tasks } = plan({ tasks: { last: { after: ['first'] }, first: {} } })
  t.strictSame(Object.keys(tasks), ['first', 'last'])
  t.match(tasks.last, { taskId: taskIdOf('job-1', 'last'), upstream: ['first'] })
})

t.test('the parties of a task: who holds a role of its component', async t => {
  const roles = { guest: ['g'], host: ['h', 'g'], arbiter: ['f'] }
  const known = { a: { provider: 'test', roleList: ['guest', 'host'] } }
  const { tasks } = plan({ roles }, { known })
  t.match(tasks.a, { rolesKnown: true, parties: { g: ['guest.0', 'host.1'], h: ['host.0'] } })
  t.notOk('f' in (tasks.a?.parties ?? {}))
  t.match(tasks.b, { rolesKnown: false, parties: { f: ['arbiter.0'] } }, 'of an unknown component, everybody')
})

t.test('a role list that the job brings along counts over the registry', async t => {
  const known = { a: { provider: 'test', roleList: ['guest', 'host'] } }
  const { tasks } = plan({ tasks: { a: { entry: { roleList: ['host'] } } } }, { known })
  t.strictSame(tasks.a?.parties, { h: ['host.0'] })
})

t.test('its role lists go to the participants, so that nobody takes ignorance for having no role', async t => {
  const known = { a: { provider: 'isched', roleList: ['guest'] } }
  t.match(plan({}, { known }).body, { dag: { components: [{ name: 'a', roleList: ['guest'] }, { name: 'b' }] } })
})

t.test('a node without a route is refused, with the nodes there are', async t => {
  t.throws(() => plan({ roles: { guest: ['g'], host: ['nobody'] } }), {
    code: 400,
    message: 'config.role: no route to node "nobody": it is not among this node\'s peers (h, k, f)',
  })
  t.throws(() => plan({ roles: { guest: ['g'], host: ['constructor'] } }), { code: 400 })
  t.throws(() => plan({ roles: { guest: ['g'], host: ['h'] } }, { presets: {} }), { message: /there are none/ })
})

t.test('an id that a peer cannot take is refused, naming the peer', async t => {
  t.throws(() => plan({ roles: { guest: ['g'], host: ['k'] } }, { jobId: 'Job_1' }), {
    code: 400,
    message: /"Job_1".* k,/,
  })
  t.doesNotThrow(() => plan({ roles: { guest: ['g'], host: ['f'] } }, { jobId: 'Job_1' }), 'another one takes it')
})

t.test('how statuses come back: as the job says, and poll where it says nothing', async t => {
  t.equal(plan({ common: { sync_type: 'callback' } }).syncType, 'callback')
  t.equal(plan({ common: {} }).syncType, 'poll')
})

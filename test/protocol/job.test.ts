import fc from 'fast-check'
import t from 'tap'
import { digestOf, jobBodySchema, nodesOf, resourcesOf, specOf, taskIdOf } from '../../src/protocol/job.js'
import { KUBERNETES_NAME } from '../../src/protocol/values.js'
import { jobBody } from '../helpers/job-body.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'
import { anyBody } from './any-body.js'

const config = { initiator: { role: 'guest', node_id: 'g' }, role: { guest: ['g'], host: ['h', 'g'] } }
const dag = { components: [{ name: 'a', componentName: 'psi', version: '1' }] }

/** What a body with this config (and this DAG) says. */
function spec(more: Record<string, unknown> = {}, components: Record<string, unknown>[] = dag.components) {
  return specOf(jobBodySchema.parse({ dag: { components }, config: { ...config, ...more } }))
}

t.test('what may be missing or null says nothing', async t => {
  const bare = spec()
  t.strictSame(bare.jobParams, {})
  t.strictSame(bare.commonTaskParams, {})
  t.equal(bare.syncType, undefined)
  t.equal(bare.scheduler, undefined)
  for (const more of [
    { job_params: null, task_params: null },
    { job_params: { common: null }, task_params: { common: null, guest: null } },
    { job_params: {}, task_params: { guest: { '0': null } } },
  ])
    t.match(spec(more), { commonJobParams: {}, commonTaskParams: {} })
  t.strictSame(spec({ role: { guest: ['g'], arbiter: null } }).roles, { guest: ['g'], arbiter: [] })
})

t.test('a DAG entry without inputs and outputs has none, and a key without a type has an empty one', async t => {
  const [task] = spec({}, [{ name: 'a', code: 'psi', version: 1, input: null, output: [{ key: 'rows' }] }]).tasks
  t.strictSame(task?.inputs, [])
  t.strictSame(task?.outputs, [{ key: 'rows', type: '' }])
  t.equal(task?.version, '1')
  t.equal(task?.roleList, undefined)
})

t.test('a component is named by componentName, else by module_name, else by code, each name once', async t => {
  const named = (entry: Record<string, unknown>) =>
    spec({}, [{ name: 'a', version: '1', ...entry }]).tasks[0]?.spellings
  t.strictSame(named({ componentName: 'A', module_name: 'B', code: 'C' }), ['A', 'B', 'C'])
  t.strictSame(named({ module_name: 'B', code: 'C' }), ['B', 'C'])
  t.strictSame(named({ componentName: '', module_name: null, code: 'C' }), ['C'])
  t.strictSame(named({ componentName: 'A', module_name: 'A', code: 'A' }), ['A'])
  t.strictSame(named({}), [])
})

t.test('joined index keys hold for each of their indexes', async t => {
  const { taskParams, jobParams } = spec({
    role: { guest: ['g'], host: ['h', 'i', 'j'] },
    job_params: { host: { '0|2': { resources: { cpu: 2 } } } },
    task_params: { host: { '0|1': { a: { n: 1 } }, '2': { a: { n: 2 } } } },
  })
  t.strictSame(taskParams, { 'host.0': { a: { n: 1 } }, 'host.1': { a: { n: 1 } }, 'host.2': { a: { n: 2 } } })
  t.strictSame(Object.keys(jobParams).sort(), ['host.0', 'host.2'])
})

t.test('what is said of one index counts over what is said of several, parameter by parameter', async t => {
  const { taskParams, jobParams } = spec({
    role: { guest: ['g'], host: ['h', 'i'] },
    job_params: { host: { '1': { resources: { cpu: 4 } }, '0|1': { resources: { cpu: 1, memory: 2 } } } },
    task_params: { host: { '1': { a: { n: 2 }, b: null }, '0|1': { a: { n: 1, m: 1 }, b: { k: 1 } } } },
  })
  t.strictSame(taskParams['host.1'], { a: { n: 2, m: 1 }, b: { k: 1 } })
  t.strictSame(taskParams['host.0'], { a: { n: 1, m: 1 }, b: { k: 1 } })
  t.strictSame(jobParams['host.1'], { resources: { cpu: 4, memory: 2 } })
})

t.test('how statuses come back, and who schedules, is read from job_params.common', async t => {
  t.match(spec({ job_params: { common: { sync_type: 'poll', scheduler: 's' } } }), { syncType: 'poll', scheduler: 's' })
  t.equal(spec({ job_params: { common: { sync_type: 'telepathy' } } }).syncType, undefined)
  t.equal(spec({ job_params: { common: { scheduler: '' } } }).scheduler, undefined)
})

t.test('limits: -1, 0, null and absence mean none; numbers in text count', async t => {
  const limits = (resources: unknown) => resourcesOf(spec({ job_params: { guest: { '0': { resources } } } }), 'guest.0')
  t.strictSame(limits({ cpu: 2, memory: 0.5, disk: 10 }), { cpu: 2, memory: 0.5, disk: 10 })
  t.strictSame(limits({ cpu: -1, memory: -1, disk: -1 }), {})
  t.strictSame(limits({ cpu: '2', memory: null, disk: 'much' }), { cpu: 2 })
  t.strictSame(limits(undefined), {})
  t.strictSame(limits(null), {})
  t.strictSame(resourcesOf(spec(), 'host.1'), {})
})

t.test('a node that holds several roles stands once, with all of them', async t => {
  t.strictSame(
    [...nodesOf(spec())],
    [
      ['g', ['guest.0', 'host.1']],
      ['h', ['host.0']],
    ],
  )
})

t.test('a task id follows from the job and the name, and suits every peer', async t => {
  t.equal(taskIdOf('job-1', 'psi'), taskIdOf('job-1', 'psi'))
  t.not(taskIdOf('job-1', 'psi'), taskIdOf('job-2', 'psi'))
  t.not(taskIdOf('job-1', 'psi'), taskIdOf('job-1', 'lr'))
  t.match(taskIdOf('job-1', '训练'), /^task-[0-9a-f]{32}$/)
  t.match(taskIdOf('job-1', 'psi'), KUBERNETES_NAME)
})

t.test('a digest says whether two bodies ask for the same job', async t => {
  const digest = (options: Partial<Parameters<typeof jobBody>[0]>, change: (body: Body) => Body = body => body) => {
    const roles = { guest: ['g'], host: ['h'] }
    const tasks = { a: { params: { n: 1 } }, b: { after: ['a'], at: { 'host.0': { label: 'y' } } } }
    return digestOf(jobBodySchema.parse(change(jobBody({ roles, tasks, ...options }))))
  }
  type Body = ReturnType<typeof jobBody>
  const same = digest({})

  t.test('other spellings of the same job have the same', async t => {
    t.equal(digest({}, turnedAround), same, 'the order of the fields')
    t.equal(
      digest({}, body => ({ ...body, config: { ...body.config, role: { ...body.config.role, arbiter: [] } } })),
      same,
      'a role that nobody holds',
    )
    t.equal(
      digest({}, body => ({ ...body, dag: { ...body.dag, version: '3' }, trace: 'x' })),
      same,
      'what isched does not read',
    )
    t.equal(
      digest({
        tasks: {
          a: { params: { n: 1 }, at: { 'guest.0': {} } },
          b: { after: ['a'], at: { 'host.0': { label: 'y' } } },
        },
      }),
      same,
      'parameters that are none',
    )
    t.equal(digest({ edition: '1.0' }), digest({ edition: '1.0' }, asComponentName), 'the two editions')
  })

  t.test('another job has another', async t => {
    t.not(digest({ roles: { guest: ['g'], host: ['i'] } }), same, 'another node')
    t.not(digest({ tasks: { a: { params: { n: 2 } }, b: { after: ['a'] } } }), same, 'another parameter')
    t.not(digest({ common: { sync_type: 'poll' } }), same, 'another way of reporting')
    t.not(digest({ beside: { flow_id: 'f' } }), same, 'another flow')
  })

  function asComponentName(body: Body): Body {
    const components = body.dag.components.map(
      ({ code: _code, module_name: name, ...entry }: Record<string, unknown>) => ({
        ...entry,
        componentName: name,
      }),
    )
    return JSON.parse(JSON.stringify({ ...body, dag: { ...body.dag, components } }))
  }
})

t.test('a digest takes no notice of the order of fields, nor of a round trip', async () => {
  fc.assert(
    fc.property(anyBody, body => {
      const again = jobBodySchema.parse(JSON.parse(JSON.stringify(turnedAround(body))))
      return digestOf(again) === digestOf(body)
    }),
  )
})

for (const file of [
  bodyFile('create-1.0.json'),
  bodyFile('create_all-1.2.json'),
  bodyFile('create_all-lenient.json'),
  peerFile('kuscia.ss-lr.create.json'),
  peerFile('fate-flow.unionpay-psi-lr.create_all.json'),
]) {
  t.test(`the body of ${file.name} is taken, and nothing of it is lost`, { skip: file.skip }, async t => {
    const body = jobBodySchema.parse(file.json())
    t.strictSame(body, file.json())
    const { tasks, initiator, roles } = specOf(body)
    t.ok(tasks.length > 0)
    t.ok(roles[initiator.role]?.includes(initiator.nodeId))
    for (const task of tasks) t.ok(task.spellings.length > 0, task.name)
  })
}

/** The same value with the fields of every object in the opposite order. */
function turnedAround<T>(value: T): T
function turnedAround(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnedAround)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turnedAround(inner)]),
  )
}

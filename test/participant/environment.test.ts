/** Section 7: what a component sees, name by name. */
import t from 'tap'
import { z } from 'zod'
import { asRoleKey, type EnvironmentFacts, environmentOf } from '../../src/participant/environment.js'
import { parametersOf } from '../../src/participant/parameters.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { jobBodySchema, specOf } from '../../src/protocol/job.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'

interface Case {
  input?: [key: string, type: string][]
  output?: [key: string, type: string][]
  /** What the descriptor declares: name and category. */
  inputData?: [name: string, category: string][]
  outputData?: [name: string, category: string][]
  inputParam?: string[]
  params?: Record<string, unknown>
  /** Of the upstream tasks that run for this role here. */
  upstreamIds?: Record<string, string>
  role?: 'guest.0' | 'host.1'
  node?: Partial<EnvironmentFacts['node']>
}

function environment(facts: Case): Record<string, string> {
  const data = (list: [string, string][] = []) => list.map(([name, category]) => ({ name, category }))
  const keys = (list: [string, string][] = []) => list.map(([key, type]) => ({ key, type }))
  const spec = specOf(
    jobBodySchema.parse({
      dag: {
        components: [
          { name: 'a', componentName: 'psi', version: '1', input: keys(facts.input), output: keys(facts.output) },
        ],
      },
      config: { initiator: { role: 'guest', node_id: 'lake' }, role: { guest: ['lake'], host: ['river', 'lake'] } },
    }),
  )
  const [task] = spec.tasks
  if (task === undefined) throw new Error('no task')
  return environmentOf({
    jobId: 'job-1',
    traceId: 'trace-1',
    spec,
    task,
    taskId: 'task-1',
    role: facts.role ?? 'guest.0',
    info: componentInfoSchema.parse({
      componentName: 'psi',
      provider: 'test',
      version: '1',
      roleList: ['guest', 'host'],
      inputParam: (facts.inputParam ?? []).map(name => ({ name })),
      inputData: data(facts.inputData),
      outputData: data(facts.outputData),
    }),
    parameters: facts.params ?? {},
    upstreamIds: facts.upstreamIds ?? {},
    node: { nodeId: 'lake', instId: 'lake-bank', storage: 's3://store', transport: 'relay:9377', ...facts.node },
    callbackUrl: 'http://127.0.0.1:1/v1/platform/schedule/task/callback?token=secret',
    logPath: '/var/log/component',
  })
}

/** Only the variables with this beginning, by what follows it. */
function under(prefix: string, facts: Case): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment(facts)).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  )
}
const inputs = (facts: Case) => under('runtime.component.input.', facts)
const outputs = (facts: Case) => under('runtime.component.output.', facts)
const parameters = (facts: Case) => under('runtime.component.parameter.', facts)

t.test('all there is, and nothing of the daemon', async t => {
  t.strictSame(environment({ params: { n: 5 } }), {
    'system.storage': 's3://store',
    'system.transport': 'relay:9377',
    'system.callback': 'http://127.0.0.1:1/v1/platform/schedule/task/callback?token=secret',
    'config.task_id': 'task-1',
    'config.session_id': 'session_job-1',
    'config.trace_id': 'trace-1',
    'config.token': 'session_job-1',
    'config.self_role': 'guest.0',
    'config.log.path': '/var/log/component',
    'config.node_id.guest.0': 'lake',
    'config.node_id.host.0': 'river',
    'config.node_id.host.1': 'lake',
    'config.inst_id.guest.0': 'lake-bank',
    'config.inst_id.host.0': 'river',
    'config.inst_id.host.1': 'lake-bank',
    'runtime.component.name': 'psi',
    'runtime.component.parameter.n': '5',
  })
})

t.test('system.compute is there only where it is set', async t => {
  t.equal(environment({ node: { compute: 'spark://x' } })['system.compute'], 'spark://x')
})

t.test('config.token is the same at every party', async t => {
  t.equal(environment({ role: 'host.1' })['config.token'], environment({ role: 'guest.0' })['config.token'])
})

t.test('parameters: a string as it is, anything else as JSON', async t => {
  t.strictSame(parameters({ params: { s: 'x y', b: true, n: 18, o: { a: 1 }, l: [1], z: null } }), {
    s: 'x y',
    b: 'true',
    n: '18',
    o: '{"a":1}',
    l: '[1]',
    z: 'null',
  })
})

const upstream = { upstreamIds: { p: 'task-p', q: 'task-q' } }
const address = (task: string, key: string, role = 'guest-0') => `{"namespace":"job-1-${role}","name":"${task}-${key}"}`

t.test('an input from upstream has the address that the output had for the same role and index', async t => {
  const facts: Case = { ...upstream, input: [['p.rows', 'dataset']], inputData: [['train_data', 'dataset']] }
  t.strictSame(inputs(facts), { train_data: address('task-p', 'rows') })
  t.strictSame(inputs({ ...facts, role: 'host.1' }), { train_data: address('task-p', 'rows', 'host-1') })
})

const matches: [string, Case, Record<string, string>][] = [
  [
    'by category, whatever the order between categories',
    {
      input: [
        ['p.m', 'model'],
        ['q.rows', 'dataset'],
      ],
      inputData: [
        ['train_data', 'dataset'],
        ['base_model', 'model'],
      ],
    },
    { base_model: address('task-p', 'm'), train_data: address('task-q', 'rows') },
  ],
  [
    'in order within a category',
    {
      input: [
        ['p.x', 'dataset'],
        ['q.y', 'dataset'],
      ],
      inputData: [
        ['left', 'dataset'],
        ['right', 'dataset'],
      ],
    },
    { left: address('task-p', 'x'), right: address('task-q', 'y') },
  ],
  [
    'dataset, training_set and test_set match one another',
    {
      input: [
        ['p.x', 'dataset'],
        ['q.y', 'training_set'],
      ],
      inputData: [
        ['test_data', 'test_set'],
        ['train_data', 'dataset'],
      ],
    },
    { train_data: address('task-p', 'x'), test_data: address('task-q', 'y') },
  ],
  [
    'without a match, the key itself',
    { input: [['p.x', 'metric']], inputData: [['train_data', 'dataset']] },
    { 'p.x': address('task-p', 'x') },
  ],
  [
    'more inputs than there are names: the key itself',
    {
      input: [
        ['p.x', 'model'],
        ['q.y', 'model'],
      ],
      inputData: [['base', 'model']],
    },
    { base: address('task-p', 'x'), 'q.y': address('task-q', 'y') },
  ],
  [
    'datasets takes as many as there are, in an array',
    {
      input: [
        ['p.x', 'dataset'],
        ['q.y', 'dataset'],
      ],
      inputData: [['tables', 'datasets']],
    },
    { tables: `[${address('task-p', 'x')},${address('task-q', 'y')}]` },
  ],
  [
    'datasets is an array also of one',
    { input: [['p.x', 'dataset']], inputData: [['tables', 'datasets']] },
    { tables: `[${address('task-p', 'x')}]` },
  ],
  [
    'an upstream that does not run for this role leaves its variable out',
    {
      input: [
        ['p.x', 'dataset'],
        ['absent.y', 'model'],
      ],
      inputData: [
        ['train_data', 'dataset'],
        ['base', 'model'],
      ],
    },
    { train_data: address('task-p', 'x') },
  ],
  [
    'and does not shift the names of the others',
    {
      input: [
        ['absent.x', 'dataset'],
        ['q.y', 'dataset'],
      ],
      inputData: [
        ['left', 'dataset'],
        ['right', 'dataset'],
      ],
    },
    { right: address('task-q', 'y') },
  ],
  [
    'a task whose name every object has is no upstream that runs',
    { input: [['constructor.x', 'dataset']], inputData: [['train_data', 'dataset']] },
    {},
  ],
]
for (const [what, facts, expected] of matches) {
  t.test(`inputs: ${what}`, async t => {
    t.strictSame(inputs({ ...upstream, ...facts }), expected)
  })
}

const firsts: [string, Case, Record<string, string>, Record<string, string>][] = [
  [
    'dataset_id',
    { params: { dataset_id: 'ns#t', n: 1 }, inputData: [['train_data', 'dataset']] },
    { train_data: '{"namespace":"ns","name":"t"}' },
    { n: '1' },
  ],
  [
    'namespace and name',
    { params: { namespace: 'ns', name: 't' }, inputData: [['train_data', 'training_set']] },
    { train_data: '{"namespace":"ns","name":"t"}' },
    {},
  ],
  [
    'both spellings, as our scheduler sends them',
    { params: { dataset_id: 'ns#t', namespace: 'ns', name: 't' }, inputData: [['train_data', 'dataset']] },
    { train_data: '{"namespace":"ns","name":"t"}' },
    {},
  ],
  [
    'a dataset_id beside a parameter that happens to be called name',
    { params: { dataset_id: 'ns#t', name: 'model-x' }, inputData: [['train_data', 'dataset']] },
    { train_data: '{"namespace":"ns","name":"t"}' },
    { name: 'model-x' },
  ],
  [
    'one that the descriptor declares as parameters, too',
    { params: { dataset_id: 'ns#t' }, inputData: [['train_data', 'dataset']], inputParam: ['dataset_id'] },
    { train_data: '{"namespace":"ns","name":"t"}' },
    { dataset_id: 'ns#t' },
  ],
  [
    'a name with # in it',
    { params: { dataset_id: 'ns#a#b' }, inputData: [['train_data', 'dataset']] },
    { train_data: '{"namespace":"ns","name":"a#b"}' },
    {},
  ],
  [
    'for category datasets, an array',
    { params: { dataset_id: 'ns#t' }, inputData: [['tables', 'datasets']] },
    { tables: '[{"namespace":"ns","name":"t"}]' },
    {},
  ],
  [
    'the first name that no upstream output has taken',
    {
      ...upstream,
      params: { dataset_id: 'ns#t' },
      input: [['p.x', 'dataset']],
      inputData: [
        ['left', 'dataset'],
        ['right', 'dataset'],
      ],
    },
    { left: address('task-p', 'x'), right: '{"namespace":"ns","name":"t"}' },
    {},
  ],
  [
    'a key without a dot gives its name where the descriptor declares nothing',
    { params: { dataset_id: 'ns#t' }, input: [['rows', 'dataset']] },
    { rows: '{"namespace":"ns","name":"t"}' },
    {},
  ],
  [
    'a dataset_id of another form is a parameter like others',
    { params: { dataset_id: 'plain' }, inputData: [['train_data', 'dataset']] },
    {},
    { dataset_id: 'plain' },
  ],
  [
    'a component that takes no data set keeps them as parameters',
    { params: { namespace: 'ns', name: 't' }, inputData: [['base', 'model']] },
    {},
    { namespace: 'ns', name: 't' },
  ],
]
for (const [what, facts, expected, passed] of firsts) {
  t.test(`a first input: ${what}`, async t => {
    t.strictSame(inputs(facts), expected)
    t.strictSame(parameters(facts), passed)
  })
}

const outs: [string, Case, Record<string, string>][] = [
  [
    "by category, under the descriptor's name, at the address of the DAG's key",
    {
      output: [
        ['data0', 'dataset'],
        ['model0', 'model'],
      ],
      outputData: [
        ['model', 'model'],
        ['train_data', 'dataset'],
      ],
    },
    { train_data: address('task-1', 'data0'), model: address('task-1', 'model0') },
  ],
  [
    'without a match, the key itself',
    { output: [['report0', 'report']], outputData: [] },
    { report0: address('task-1', 'report0') },
  ],
  [
    'what the DAG does not name keeps its variable under its own name',
    {
      output: [['data0', 'dataset']],
      outputData: [
        ['train_data', 'dataset'],
        ['loss', 'metric'],
      ],
    },
    { train_data: address('task-1', 'data0'), loss: address('task-1', 'loss') },
  ],
  [
    'for another role, another namespace',
    { role: 'host.1', output: [['x', 'dataset']] },
    { x: address('task-1', 'x', 'host-1') },
  ],
]
for (const [what, facts, expected] of outs) {
  t.test(`outputs: ${what}`, async t => {
    t.strictSame(outputs(facts), expected)
  })
}

t.test('what one task writes is what the next one reads', async t => {
  const written = outputs({ output: [['rows', 'dataset']], outputData: [['out', 'dataset']] })
  const read = inputs({ input: [['a.rows', 'dataset']], inputData: [['in', 'dataset']], upstreamIds: { a: 'task-1' } })
  t.equal(read.in, written.out)
})

t.test('the role key of an instance', async t => {
  t.equal(asRoleKey('guest.0'), 'guest.0')
  t.equal(asRoleKey('host.12'), 'host.12')
})

/** What FATE-Flow gave its containers for the job that it recorded: `name=value`, or a name alone. */
const recordedSchema = z.record(z.string(), z.array(z.string()))
const recorded = peerFile('fate-flow.environment.json')

t.test('the names are those that FATE-Flow gives its containers', { skip: recorded.skip }, async t => {
  const given = recordedSchema.parse(recorded.json())
  const [create] = z.array(z.object({ body: z.unknown() })).parse(bodyFile('scheduler-calls.json').json())
  const body = jobBodySchema.parse(create?.body)
  const spec = specOf(body)
  const info = componentInfoSchema.parse({
    componentName: 'Probe',
    provider: 'probe',
    version: '1.0.0',
    roleList: ['guest', 'host'],
    inputParam: [{ name: 'n', type: 'int' }],
    inputData: [{ name: 'train_data', category: 'dataset' }],
    outputData: [{ name: 'train_data', category: 'dataset' }],
  })
  for (const [place, [title, lines]] of Object.entries(given).entries()) {
    const theirs = new Map(lines.map(line => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]))
    theirs.delete('PATH')
    const task = spec.tasks[place]
    if (task === undefined) throw new Error(`no task for ${title}`)
    const ours = environmentOf({
      jobId: body.job_id ?? '',
      traceId: 'trace',
      spec,
      task,
      taskId: theirs.get('config.task_id') ?? '',
      role: 'guest.0',
      info,
      parameters: parametersOf(spec, task.name, 'guest.0', info),
      upstreamIds: { p1: 'task-p1' },
      node: { nodeId: 'harbour-1', instId: 'harbour-1', storage: 's3://x', transport: 'x' },
      callbackUrl: 'http://x',
      logPath: '/logs',
    })
    t.strictSame(Object.keys(ours).sort(), [...theirs.keys()].sort(), title)
    t.match(ours['config.session_id'], /^session_/)
    t.equal(theirs.get('config.token'), theirs.get('config.session_id'), 'token and session are one there')
    t.equal(ours['config.token'], ours['config.session_id'], 'and here')
    for (const [name, value] of theirs) {
      if (name.startsWith('runtime.component.parameter.')) t.equal(ours[name], value, name)
      if (/^runtime\.component\.(in|out)put\./.test(name))
        t.strictSame(Object.keys(JSON.parse(ours[name] ?? '{}')).sort(), Object.keys(JSON.parse(value)).sort(), name)
    }
  }
})

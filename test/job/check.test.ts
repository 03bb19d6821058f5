/** Section 4: what is refused of a job, naming the component and the field, and what is only doubted. */
import t from 'tap'
import { BodyError, checkBody, pathText, readBody, sentenceOf, taskOrder } from '../../src/job/check.js'
import { specOf } from '../../src/protocol/job.js'
import { type BodyOptions, jobBody } from '../helpers/job-body.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'

const good = { roles: { guest: ['g'], host: ['h'] }, tasks: { a: {}, b: { after: ['a'] } } }

function found(severity: 'error' | 'warning', body: unknown): string[] {
  return checkBody(body)
    .filter(problem => problem.severity === severity)
    .map(sentenceOf)
}
const errors = (options: Partial<BodyOptions>): string[] => found('error', jobBody({ ...good, ...options }))
const warnings = (options: Partial<BodyOptions>): string[] => found('warning', jobBody({ ...good, ...options }))
const entry = (fields: Record<string, unknown>) => ({ entry: fields })

t.test('nothing is said of a good body', async t => {
  t.strictSame(checkBody(jobBody(good)), [])
  t.type(readBody(jobBody(good)).body.dag, 'object')
})

const refusals: [string, Partial<BodyOptions>, string[]][] = [
  ['an empty DAG', { tasks: {} }, ['dag.components: the DAG has no component; at least one belongs here']],
  [
    'duplicate names',
    { tasks: { a: {}, b: entry({ name: 'a' }) } },
    ['dag.components[1].name: the name "a" is taken by dag.components[0]; each needs its own'],
  ],
  ['a name that is empty', { tasks: { '': {} } }, ['dag.components[0].name: a component needs a name']],
  [
    'a name with a dot',
    { tasks: { 'a.b': {} } },
    ['dag.components[0].name: the name "a.b" has a dot, an "=" or a control character in it'],
  ],
  [
    'a name with =',
    { tasks: { 'a=b': {} } },
    ['dag.components[0].name: the name "a=b" has a dot, an "=" or a control character in it'],
  ],
  [
    'a name with a control character',
    { tasks: { 'a\nb': {} } },
    ['dag.components[0].name: the name "a\\nb" has a dot, an "=" or a control character in it'],
  ],
  [
    'a component that is not named',
    { tasks: { a: entry({ componentName: '', provider: 'p' }) } },
    ['dag.components[0]: "a" names no component: componentName (or module_name, or code) belongs here'],
  ],
  [
    'an edge to a task that is not there',
    { tasks: { align: {}, b: { after: ['aligns'] } } },
    ['dag.components[1].input[0].key: "b" reads "aligns.result", but there is no task "aligns"; did you mean "align"?'],
  ],
  [
    'an edge to an output that is not there',
    { tasks: { a: {}, b: entry({ input: [{ key: 'a.results', type: 'dataset' }] }) } },
    ['dag.components[1].input[0].key: "b" reads "a.results", but "a" has no output "results"; did you mean "result"?'],
  ],
  [
    'an output that stands twice',
    { tasks: { a: entry({ output: [{ key: 'x' }, { key: 'x' }] }) } },
    ['dag.components[0].output[1].key: "a" has the output "x" twice'],
  ],
  [
    'a cycle, printed',
    { tasks: { a: { after: ['b'] }, b: { after: ['a'] } } },
    ['dag.components[0].input: the tasks wait for each other in a circle: a -> b -> a'],
  ],
  [
    'a task that waits for itself',
    { tasks: { a: { after: ['a'] } } },
    ['dag.components[0].input: the tasks wait for each other in a circle: a -> a'],
  ],
  [
    'an unknown initiator role',
    { initiatorRole: 'gest' },
    ['config.initiator.role: the initiator\'s role "gest" is not among the roles (guest, host); did you mean "guest"?'],
  ],
  [
    'an initiator role that every object has',
    { initiatorRole: 'constructor' },
    ['config.initiator.role: the initiator\'s role "constructor" is not among the roles (guest, host)'],
  ],
  [
    "an initiator that is not among its role's nodes",
    { initiator: 'h' },
    ['config.initiator.node_id: the initiator "h" does not hold the role "guest" (g); did you mean "g"?'],
  ],
  [
    'a role that is no plain word',
    { roles: { guest: ['g'], 'a b': ['h'] } },
    ['config.role.a b: the role name "a b" is no plain word'],
  ],
  [
    'a node id that would leave its folder',
    { roles: { guest: ['g'], host: ['../h'] } },
    ['config.role.host[0]: "../h" is no node id'],
  ],
  [
    'a scheduler that is no node id',
    { common: { scheduler: 'a b' } },
    ['config.job_params.common.scheduler: "a b" is no node id'],
  ],
  [
    'a job id that would leave its folder',
    { beside: { job_id: '../job' } },
    ['job_id: "../job" is no id: letters, digits, ".", "_" and "-", at most 128, beginning with a letter or digit'],
  ],
]
for (const [what, options, expected] of refusals) {
  t.test(`refused: ${what}`, async t => {
    t.strictSame(errors(options), expected)
  })
}

t.test('a name that no record can hold is refused', async t => {
  t.match(errors({ tasks: { x: entry({ name: '__proto__' }) } }), [/^dag\.components\[0\]\.name: the name "__proto__"/])
})

t.test('all mistakes are found at once', async t => {
  t.equal(errors({ tasks: { 'a.b': {}, c: { after: ['x', 'y'] } }, initiatorRole: 'nobody' }).length, 4)
})

t.test('nobody holds a role', async t => {
  t.match(errors({ roles: {}, initiator: 'g' }), [/^config\.role: no node holds a role/, /^config\.initiator\.role/])
})

const doubts: [string, Partial<BodyOptions>, string[]][] = [
  [
    'an input of another type than the output it reads',
    { tasks: { a: {}, b: entry({ input: [{ key: 'a.result', type: 'model' }] }) } },
    ['dag.components[1].input[0].type: "a.result" is of type "dataset", and "b" reads it as "model"'],
  ],
  [
    'a way of reporting that is neither',
    { common: { sync_type: 'push' } },
    ['config.job_params.common.sync_type: "push" is neither "poll" nor "callback" and is taken for "poll"'],
  ],
  [
    'parameters of an index that nobody holds',
    { tasks: { a: { at: { 'host.1': { n: 1 } } } } },
    ['config.task_params.host.1: nobody holds the role host.1, so these parameters reach nobody'],
  ],
]
for (const [what, options, expected] of doubts) {
  t.test(`doubted: ${what}`, async t => {
    t.strictSame(errors(options), [])
    t.strictSame(warnings(options), expected)
  })
}

t.test('doubted: parameters of a task that is not there', async t => {
  const body = jobBody(good)
  const config = { ...body.config, task_params: { common: { A: { n: 1 } }, host: { '0': { c: {} } } } }
  t.strictSame(found('warning', { ...body, config }), [
    'config.task_params.common.A: no task is called "A", so these parameters reach nobody; did you mean "a"?',
    'config.task_params.host.0.c: no task is called "c", so these parameters reach nobody; did you mean "a"?',
  ])
})

t.test('a shape that is none: what belongs where', async t => {
  const body = jobBody(good)
  t.strictSame(found('error', undefined), ['missing; an object belongs here'])
  t.strictSame(found('error', {}), ['dag: missing; an object belongs here', 'config: missing; an object belongs here'])
  t.strictSame(found('error', { ...body, dag: { components: [{ name: 'a', code: 'x' }] } }), [
    'dag.components[0].version: text or a number belongs here',
  ])
  t.strictSame(found('error', { ...body, config: { ...body.config, role: { guest: 'g' } } }), [
    'config.role.guest: a list belongs here',
  ])
  t.strictSame(found('error', { ...body, config: { ...body.config, task_params: { guest: { first: {} } } } }), [
    'config.task_params.guest.first: an index from 0, or several joined as "0|1"',
  ])
})

t.test('readBody throws all sentences, and hands on the warnings', async t => {
  t.throws(() => readBody({}), BodyError)
  t.throws(() => readBody({}), {
    message: /^dag: missing.*; config: missing/,
    problems: [{ path: ['dag'] }, { path: ['config'] }],
  })
  t.equal(readBody(jobBody({ ...good, common: { sync_type: 'push' } })).warnings.length, 1)
})

t.test('a path as a person reads it', async t => {
  t.equal(pathText(['dag', 'components', 1, 'input', 0, 'key']), 'dag.components[1].input[0].key')
  t.equal(pathText([]), '')
})

t.test('the order in which tasks are shown', async t => {
  const { body } = readBody(
    jobBody({ ...good, tasks: { last: { after: ['mid'] }, mid: { after: ['first'] }, first: {} } }),
  )
  t.strictSame(taskOrder(specOf(body)), ['first', 'mid', 'last'])
})

for (const file of [
  bodyFile('create-1.0.json'),
  bodyFile('create_all-1.2.json'),
  bodyFile('create_all-lenient.json'),
  peerFile('kuscia.ss-lr.create.json'),
  peerFile('fate-flow.unionpay-psi-lr.create_all.json'),
]) {
  t.test(`${file.name} is without an error`, { skip: file.skip }, async t => {
    t.strictSame(found('error', file.json()), [])
  })
}

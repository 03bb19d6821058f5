/** Section 5: whether this node can take part in a job, and with what. */
import t from 'tap'
import { z } from 'zod'
import type { RegisteredComponent } from '../../src/components/match.js'
import { type AdmissionFacts, admit } from '../../src/participant/admission.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { jobBodySchema, taskIdOf } from '../../src/protocol/job.js'
import type { Resources } from '../../src/runner/runner.js'
import { type BodyOptions, jobBody } from '../helpers/job-body.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'

function component(more: Record<string, unknown> = {}): RegisteredComponent {
  const least = { componentName: 'psi', provider: 'test', version: '1.0.0', roleList: ['guest', 'host'] }
  return { imageUrl: 'psi:1', info: componentInfoSchema.parse({ ...least, ...more }), source: 'registered' }
}

const asked: { image: string; resources: Resources }[] = []

function admitted(options: Partial<BodyOptions>, facts: Partial<AdmissionFacts> = {}) {
  asked.length = 0
  const roles = { guest: ['here'], host: ['there'] }
  const body = jobBodySchema.parse(jobBody({ roles, tasks: { a: { component: 'psi' } }, ...options }))
  return admit(body, {
    jobId: 'job-1',
    self: 'here',
    createdBy: 'there',
    creator: { preset: 'isched' },
    components: [component()],
    admitImage: async (image, resources) => {
      asked.push({ image, resources })
      return { ok: true, digest: 'sha256:d', warnings: [] }
    },
    strictParameters: false,
    storage: '',
    approval: 'auto',
    patienceMs: 1,
    graceMs: 1,
    deadlines: {},
    ...facts,
  })
}

/** The plan of a job that is taken. */
async function plan(...facts: Parameters<typeof admitted>) {
  const found = await admitted(...facts)
  if (!found.ok) throw new Error(found.reason)
  return found.plan
}

/** The words of a refusal. */
async function refusal(...facts: Parameters<typeof admitted>): Promise<string> {
  const found = await admitted(...facts)
  if (found.ok) throw new Error('it was taken')
  return found.reason
}

const entry = (fields: Record<string, unknown>) => ({ tasks: { a: { component: 'psi', entry: fields } } })

t.test('an instance for each role and index that this node holds, of those in the role list', async t => {
  const roles = { guest: ['here', 'there'], host: ['there', 'here'], arbiter: ['here'] }
  const { tasks } = await plan({ roles })
  t.strictSame(Object.keys(tasks.a?.instances ?? {}), ['guest.0', 'host.1'])
})

t.test('each instance has a token of its own, which cannot be guessed', async t => {
  const { tasks } = await plan({ roles: { guest: ['here'], host: ['here'] } })
  const tokens = Object.values(tasks.a?.instances ?? {}).map(({ token }) => token)
  t.equal(new Set(tokens).size, 2)
  for (const token of tokens) t.match(token, /^[A-Za-z0-9_-]{22}$/)
})

t.test('the task ids are those that a scheduler of our kind makes', async t => {
  const made = await plan({ tasks: { b: { component: 'psi', after: ['a'] }, a: { component: 'psi' } } })
  t.match(made, {
    guessesTaskIds: true,
    tasks: { a: { taskId: taskIdOf('job-1', 'a'), upstream: [] }, b: { upstream: ['a'] } },
  })
  t.equal((await plan({}, { creator: { preset: 'fate-flow' } })).guessesTaskIds, false)
  t.equal((await plan({}, { createdBy: 'here', creator: undefined })).guessesTaskIds, true)
})

t.test('a job keeps the descriptor, and the image digest that it was created with', async t => {
  const { components } = await plan({})
  t.match(components, { a: { imageUrl: 'psi:1', digest: 'sha256:d', info: { componentName: 'psi' } } })
})

t.test('how statuses go to who created the job', async t => {
  const callback = { common: { sync_type: 'callback' } }
  t.equal((await plan(callback)).pushes, 'role')
  t.equal((await plan(callback, { creator: { preset: 'fate-flow' } })).pushes, 'node')
  t.equal((await plan({ common: { sync_type: 'poll' } })).pushes, 'none')
  t.equal((await plan({})).pushes, 'none', 'where the job says nothing, it polls')
  t.equal(
    (await plan({}, { createdBy: 'here', creator: undefined })).pushes,
    'role',
    'between the parts of one node nobody asks',
  )
  t.equal((await plan({})).reportsTo, 'there')
})

t.test('a node without a role is refused', async t => {
  t.equal(await refusal({ roles: { guest: ['there'] } }), 'node here holds no role in this job')
})

t.test('a component that is lacking', async t => {
  const none = { components: [] }
  t.test('is refused where this node is in its role list', async t => {
    t.match(
      await refusal(entry({ roleList: ['guest'] }), none),
      /^task a: no component psi 1\.0\.0 by test is registered here/,
    )
  })
  t.test('is no matter where it is not', async t => {
    const made = await plan(entry({ roleList: ['host'] }), none)
    t.strictSame(made.tasks.a?.instances, {})
    t.notOk('obstacle' in (made.tasks.a ?? {}))
    t.strictSame(made.warnings, [])
  })
  t.test('is taken with a warning where nobody says who runs it, and will be refused by name', async t => {
    const made = await plan({}, none)
    t.match(made.tasks.a?.obstacle, /no component psi/)
    t.match(made.warnings, [/this node will refuse to start it/])
  })
})

t.test('a component that could be several', async t => {
  const several = { components: [component({ provider: 'x' }), component({ provider: 'y' })] }
  const unsaid = { componentName: 'psi', provider: '' }
  t.match(await refusal(entry(unsaid), several), /psi 1\.0\.0 by x or psi 1\.0\.0 by y/)
  t.match(await refusal(entry({ ...unsaid, roleList: ['guest'] }), several), /name the provider/)
  t.ok(
    (await admitted(entry({ ...unsaid, roleList: ['host'] }), several)).ok,
    'is no matter where this node has no role',
  )
})

t.test('a required parameter without a value is refused by who would run it', async t => {
  const components = [component({ inputParam: [{ name: 'key', optional: false }] })]
  t.equal(await refusal({}, { components }), 'task a at guest.0: the parameter "key" is required and has no value')
  t.ok((await admitted({ tasks: { a: { component: 'psi', at: { 'guest.0': { key: 'x' } } } } }, { components })).ok)
  const arbiterOnly = [component({ roleList: ['arbiter'], inputParam: [{ name: 'key', optional: false }] })]
  t.ok((await admitted({}, { components: arbiterOnly })).ok, 'not by who would not')
})

t.test('a type that does not hold is a warning, and a refusal where the node is strict', async t => {
  const components = [component({ inputParam: [{ name: 'n', type: 'int' }] })]
  const body = { tasks: { a: { component: 'psi', params: { n: 'many' } } } }
  t.match((await plan(body, { components })).warnings, [
    'task a at guest.0: the parameter "n" is "many", and should be a whole number',
  ])
  t.match(await refusal(body, { components, strictParameters: true }), /should be a whole number/)
})

t.test('a storage that the component does not know is a warning', async t => {
  const components = [component({ storageEngine: ['hdfs'] })]
  t.match((await plan({}, { components, storage: 's3://x' })).warnings, [
    /psi knows the storage hdfs, and this node's is s3/,
  ])
  t.strictSame((await plan({}, { components, storage: 'hdfs://x' })).warnings, [])
  t.strictSame((await plan({}, { components, storage: '' })).warnings, [])
})

t.test('limits are asked of the runner, once for each image and limits, and kept', async t => {
  const roles = { guest: ['here', 'here'], host: ['there'] }
  const resources = { 'guest.0': { cpu: 2, memory: 1 }, 'guest.1': { cpu: 2, memory: 1 } }
  const tasks = { a: { component: 'psi' }, b: { component: 'psi' } }
  const made = await plan({ roles, resources, tasks })
  t.strictSame(asked, [{ image: 'psi:1', resources: { cpu: 2, memory: 1 } }])
  t.strictSame(made.tasks.b?.instances['guest.1']?.resources, { cpu: 2, memory: 1 })
})

t.test('more than the node has, or an image that is not here, is refused', async t => {
  const admitImage = async () => ({ ok: false as const, reason: '64 cores asked, there are 2' })
  t.equal(await refusal({}, { admitImage }), 'task a at guest.0: 64 cores asked, there are 2')
})

t.test("the runner's doubts are warnings, each once", async t => {
  const admitImage = async () => ({ ok: true as const, digest: 'd', warnings: ['no disk limit here'] })
  t.strictSame((await plan({}, { admitImage })).warnings, ['task a at guest.0: no disk limit here'])
})

t.test('all that stands against it is said at once', async t => {
  const components = [component({ inputParam: [{ name: 'k', optional: false }] })]
  const tasks = { a: { component: 'psi' }, b: { component: 'lr', entry: { roleList: ['guest'] } } }
  t.match(await refusal({ tasks }, { components }), /"k" is required.*; task b: no component lr/)
})

/** The job of a vendor's examples, with the vendor's own descriptors. */
const pairs = [
  { job: bodyFile('create_all-1.2.json'), components: bodyFile('components.json') },
  {
    job: peerFile('fate-flow.unionpay-psi-lr.create_all.json'),
    components: peerFile('fate-flow.unionpay.components.json'),
  },
]
for (const { job, components: file } of pairs) {
  t.test(`${job.name} runs with ${file.name}`, { skip: job.skip || file.skip }, async t => {
    const { components_description: descriptors } = z
      .object({ components_description: z.record(z.string(), z.unknown()) })
      .parse(file.json())
    const components = Object.values(descriptors).map(info => ({
      imageUrl: 'vendor:1',
      info: componentInfoSchema.parse(info),
      source: 'registered',
    }))
    const body = jobBodySchema.parse(job.json())
    const found = await admit(body, {
      jobId: 'job-1',
      self: body.config.initiator.node_id,
      createdBy: body.config.initiator.node_id,
      creator: undefined,
      components,
      admitImage: async () => ({ ok: true, digest: 'd', warnings: [] }),
      strictParameters: false,
      storage: 's3://x',
      approval: 'auto',
      patienceMs: 1,
      graceMs: 1,
      deadlines: {},
    })
    t.match(found, { ok: true })
    if (!found.ok) return
    const [first, second] = Object.values(found.plan.tasks)
    t.strictSame(Object.keys(first?.instances ?? {}), ['guest.0', 'host.0'])
    t.strictSame(Object.keys(second?.instances ?? {}), ['guest.0', 'host.0', 'arbiter.0'])
  })
}

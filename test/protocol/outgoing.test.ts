import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { readBody } from '../../src/job/check.js'
import { digestOf, type JobBody, jobBodySchema, specOf } from '../../src/protocol/job.js'
import { type KnownComponent, outgoingBody } from '../../src/protocol/outgoing.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'
import { anyBody } from './any-body.js'

const JOB = 'job-1'

/** What goes out for a body, read as a peer of our kind reads it. */
function sent(body: unknown, known: Record<string, KnownComponent> = {}): JobBody {
  return jobBodySchema.parse(outgoingBody(jobBodySchema.parse(body), JOB, known))
}

function withTask(entry: Record<string, unknown>, config: Record<string, unknown> = {}) {
  return {
    dag: { components: [{ name: 'a', version: '1', ...entry }] },
    config: { initiator: { role: 'guest', node_id: 'g' }, role: { guest: ['g'], host: ['h', 'i'] }, ...config },
  }
}

t.test('a component has both spellings, whichever came', async t => {
  t.match(sent(withTask({ componentName: 'psi' })).dag.components[0], {
    componentName: 'psi',
    module_name: 'psi',
    code: 'psi',
  })
  t.match(sent(withTask({ code: 'c', module_name: 'm' })).dag.components[0], {
    componentName: 'm',
    module_name: 'm',
    code: 'c',
  })
  t.match(sent(withTask({ code: 'c', componentName: '' })).dag.components[0], {
    componentName: 'c',
    module_name: 'c',
    code: 'c',
  })
})

t.test('what one edition leaves out and the other demands is filled in', async t => {
  const out = sent(withTask({ componentName: 'psi' }))
  t.type(out.dag.version, 'string')
  t.type(out.config.version, 'string')
  t.strictSame(out.config.job_params, { common: {}, guest: { '0': {} }, host: { '0': {}, '1': {} } })
  t.match(out.dag.components[0], { provider: '', input: [], output: [], version: '1' })
  t.equal(out.job_id, JOB)
})

t.test('the registry knows the provider and the roles; what the job says itself counts over it', async t => {
  const known = { a: { provider: 'isched', roleList: ['guest'] } }
  t.match(sent(withTask({ componentName: 'psi' }), known).dag.components[0], {
    provider: 'isched',
    roleList: ['guest'],
  })
  const said = withTask({ componentName: 'psi', provider: 'bank', roleList: ['guest', 'host'] })
  t.match(sent(said, known).dag.components[0], { provider: 'bank', roleList: ['guest', 'host'] })
  t.notOk('roleList' in (sent(withTask({ componentName: 'psi' })).dag.components[0] ?? {}), 'ignorance is no role list')
})

t.test('every field that nobody here knows goes on', async t => {
  const body = { ...withTask({ componentName: 'psi', hint: 1 }, { deep: { er: true } }), beside: 'x' }
  t.match(sent(body), { beside: 'x', config: { deep: { er: true } }, dag: { components: [{ hint: 1 }] } })
})

t.test('task_params has every task of every index, and joined keys are expanded', async t => {
  const params = { task_params: { host: { '0|1': { a: { n: 1 } } } } }
  t.strictSame(sent(withTask({ componentName: 'psi' }, params)).config.task_params, {
    common: {},
    guest: { '0': { a: {} } },
    host: { '0': { a: { n: 1 } }, '1': { a: { n: 1 } } },
  })
})

t.test('who has no role in a task does not appear among its parties', async t => {
  const known = { a: { provider: 'isched', roleList: ['guest'] } }
  t.strictSame(sent(withTask({ componentName: 'psi' }), known).config.task_params?.host, { '0': {}, '1': {} })
})

t.test('a first input is given in both spellings', async t => {
  const first = (params: Record<string, unknown>) =>
    sent(withTask({ componentName: 'psi' }, { task_params: { guest: { '0': { a: params } } } })).config.task_params
      ?.guest?.['0']?.a
  t.strictSame(first({ dataset_id: 'ns#t#1' }), { namespace: 'ns', name: 't#1', dataset_id: 'ns#t#1' })
  t.strictSame(first({ namespace: 'ns', name: 't' }), { dataset_id: 'ns#t', namespace: 'ns', name: 't' })
  t.strictSame(first({ dataset_id: 'plain' }), { dataset_id: 'plain' }, 'an id of another form is left alone')
  t.strictSame(
    first({ dataset_id: 'ns#t', name: 'model-x' }),
    { dataset_id: 'ns#t', name: 'model-x' },
    'a parameter that happens to be called name is not made a part of an address',
  )
})

t.test('it is made once and the same again', async () => {
  fc.assert(
    fc.property(anyBody, body => {
      const again = jobBodySchema.parse(JSON.parse(JSON.stringify(body)))
      return JSON.stringify(outgoingBody(body, JOB, {})) === JSON.stringify(outgoingBody(again, JOB, {}))
    }),
  )
})

t.test('what goes out says what came in, and going out again changes nothing', async () => {
  fc.assert(
    fc.property(anyBody, body => {
      const { body: out } = readBody(JSON.parse(JSON.stringify(outgoingBody(body, JOB, {}))))
      const { taskParams: before, jobParams: _before, ...said } = specOf(body)
      const { taskParams: after, jobParams: _after, ...says } = specOf(out)
      assert.deepEqual(says, said)
      for (const [key, tasks] of Object.entries(before)) {
        for (const [task, params] of Object.entries(tasks)) assert.deepEqual(after[key]?.[task], params)
      }
      assert.deepEqual(jobBodySchema.parse(outgoingBody(out, JOB, {})), out)
      assert.equal(digestOf(out), digestOf(body))
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
  t.test(`${file.name} can be sent on to either kind of peer`, { skip: file.skip }, async t => {
    const { body } = readBody(file.json())
    const out = JSON.parse(JSON.stringify(outgoingBody(body, JOB, {})))
    for (const entry of out.dag.components) {
      for (const name of ['name', 'code', 'module_name', 'componentName', 'version'])
        t.type(entry[name], 'string', name)
      t.type(entry.provider, 'string')
      for (const name of ['input', 'output']) t.ok(Array.isArray(entry[name]), name)
    }
    for (const [role, nodes] of Object.entries(specOf(body).roles)) {
      for (const index of nodes.keys()) {
        for (const task of specOf(body).tasks)
          t.type(out.config.task_params[role][index][task.name], 'object', `${role}.${index} ${task.name}`)
      }
    }
    t.strictSame(specOf(readBody(out).body).tasks, specOf(body).tasks)
  })
}

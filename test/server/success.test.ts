import t from 'tap'
import { peerSettings } from '../../src/config/peers.js'
import { successCodeFor } from '../../src/server/success.js'

const row = (nodeId: string, preset: 'isched' | 'fate-flow' | 'kuscia', edition?: '1.0' | '1.2') =>
  peerSettings(nodeId, { address: 'http://127.0.0.1:1', preset, ...(edition && { edition }) })

t.test('by the route table, as it is now', async t => {
  let peers = { fate: row('fate', 'fate-flow'), kuscia: row('kuscia', 'kuscia') }
  const code = successCodeFor(() => peers)
  t.equal(code('fate', {}), 0)
  t.equal(code('kuscia', {}), 200)
  peers = { ...peers, fate: row('fate', 'isched', '1.0') }
  t.equal(code('fate', {}), 200)
})

t.test("a caller that isn't named is answered as its body is spelled, else by the specification's text", async t => {
  const code = successCodeFor(() => ({}))
  const spelled = (entry: object) => ({ dag: { components: [entry] } })
  t.equal(code(undefined, spelled({ componentName: 'psi' })), 0)
  t.equal(code('unknown', spelled({ componentName: 'psi' })), 0)
  t.equal(code('constructor', {}), 200, 'a name that every object has is no peer')
  t.equal(code(undefined, spelled({ code: 'psi', module_name: 'psi' })), 200)
  t.equal(code(undefined, spelled({ componentName: 'psi', module_name: 'psi' })), 200)
  for (const input of [
    undefined,
    null,
    'text',
    {},
    { dag: null },
    { dag: { components: [] } },
    { dag: { components: ['x'] } },
  ])
    t.equal(code(undefined, input), 200, JSON.stringify(input))
})

t.test('a caller whose headers were dropped is answered as the scheduler of the job that it speaks of', async t => {
  const peers = { fate: row('fate', 'fate-flow') }
  const code = successCodeFor(
    () => peers,
    (jobId, taskId) => (jobId === 'job-1' || taskId === 'task-1' ? 'fate' : undefined),
  )
  t.equal(code(undefined, { job_id: 'job-1' }), 0)
  t.equal(code(undefined, { task_id: 'task-1', role: '' }), 0)
  t.equal(code(undefined, { job_id: 'job-2' }), 200)
  t.equal(code('unknown', { job_id: 'job-1' }), 200, 'a caller that is named is not guessed')
})

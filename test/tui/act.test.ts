import t from 'tap'
import { act } from '../../src/tui/act.js'
import { fakeNode } from './fake-source.js'

t.test('what was asked for is done, and said', async t => {
  const node = fakeNode()
  t.match(await act(node, { kind: 'stop', jobId: 'job-1' }), { text: /job-1/, variant: 'success' })
  t.match(await act(node, { kind: 'stop', jobId: 'job-1', taskName: 'psi' }), { text: /psi/, variant: 'success' })
  t.match(await act(node, { kind: 'approve', jobId: 'job-1' }), { variant: 'success' })
  t.match(await act(node, { kind: 'reject', jobId: 'job-1', reason: 'no' }), { variant: 'success' })
  t.same(node.told, ['stop job-1', 'stop job-1 psi', 'approve job-1', 'reject job-1: no'])
})

t.test('a refusal is said in the node’s own words', async t => {
  const node = fakeNode()
  node.refuse('The job job-1 is not known here.')
  t.same(await act(node, { kind: 'stop', jobId: 'job-1' }), {
    text: 'The job job-1 is not known here.',
    variant: 'error',
  })
})

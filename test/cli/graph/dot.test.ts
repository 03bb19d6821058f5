import t from 'tap'
import { dotGraph } from '../../../src/cli/graph/dot.js'

t.test('nodes with their statuses, edges with what they carry, everything quoted', async t => {
  t.same(
    dotGraph([
      { name: 'psi', component: 'ecdh', layer: 1, upstream: [], status: 'SUCCESS' },
      { name: 'a "b" \\', component: '', layer: 2, upstream: [{ task: 'psi', outputs: ['ids'] }] },
      { name: 'end', component: '', layer: 2, upstream: [{ task: 'psi', outputs: [] }] },
    ]),
    [
      'digraph job {',
      '  node [shape=box, style="rounded,filled", fillcolor="#ffffff"]',
      '  "psi" [label="psi\\necdh", fillcolor="#dcf5dc", tooltip="SUCCESS"]',
      '  "a \\"b\\" \\\\" [label="a \\"b\\" \\\\"]',
      '  "end" [label="end"]',
      '  "psi" -> "a \\"b\\" \\\\" [label="ids"]',
      '  "psi" -> "end"',
      '}',
    ],
  )
})

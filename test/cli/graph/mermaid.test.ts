import t from 'tap'
import { mermaidGraph } from '../../../src/cli/graph/mermaid.js'

t.test('nodes, edges with what they carry, and a class for each status', async t => {
  t.same(
    mermaidGraph([
      { name: 'psi', component: 'ecdh', layer: 1, upstream: [], status: 'SUCCESS' },
      {
        name: 'train "x" <1>',
        component: '',
        layer: 2,
        upstream: [{ task: 'psi', outputs: ['ids', 'n'] }],
        status: 'FAILED',
      },
      { name: 'end', component: '', layer: 3, upstream: [{ task: 'psi', outputs: [] }] },
    ]),
    [
      'flowchart TD',
      '  t0["psi<br/><small>ecdh</small>"]:::SUCCESS',
      '  t1["train #34;x#34; #60;1#62;"]:::FAILED',
      '  t2["end"]',
      '  t0 -->|"ids, n"| t1',
      '  t0 --> t2',
      '  classDef SUCCESS fill:#dcf5dc,stroke:#2da44e',
      '  classDef FAILED fill:#ffe0e0,stroke:#cf222e',
    ],
  )
})

import t from 'tap'
import { summariesOf } from '../../../src/conformance/report/summary.js'
import { textReport } from '../../../src/conformance/report/text.js'
import { sampleReport } from './sample.js'

const text = (report = sampleReport()) => textReport(report, (_, words) => words)

t.test(
  'what deviates comes first, the worst of it at the top; what was not tried is said, with its reason',
  async t => {
    const lines = text()
    t.same(lines.slice(0, 10), [
      'Node bank-c at http://10.0.0.7:9380, edition 1.2',
      '',
      'As participant, 5 cases: 1 passed, 2 deviate (1 must, 1 differs), 1 noted, 1 not tried',
      '',
      'must     task/poll',
      '         a title',
      '         sent   POST task/poll {}',
      '         came   <script>alert("x & \'y\'")</script>\u0007',
      '         right  success',
      '         see    specification: poll; isched-protocol(7), section 6, Polling',
    ])
    t.match(lines[11], /^differs {2}job\/start\.repeat/)
    t.match(lines[14], /came {3}HTTP 200 long .*\.\.\..*long/, 'a long one is shortened')
    t.ok((lines[14] ?? '').length < 300)
    const rest = lines.slice(17)
    t.same(rest.slice(0, 9), [
      '',
      'noted    task/stop: it is served',
      '',
      'not tried, because without --listen:',
      '         task/callback',
      '',
      'As scheduler, 7 cases: 0 passed, 7 not tried',
      '',
      'not tried, because without --listen:',
    ])
    t.equal(rest[9], '         a, b, c, d, e, and 2 more')
  },
)

t.test('how it ended, where not well', async t => {
  const last = (more: Parameters<typeof sampleReport>[0]) => text(sampleReport(more)).slice(-2).join('\n')
  t.match(last({ ended: 'interrupted' }), /It was interrupted\.$/)
  t.match(
    last({ ended: 'unreachable', trouble: 'refused', unstopped: ['j-1'] }),
    /any more: refused\.\nThese jobs .*: j-1\.$/,
  )
  const [first] = sampleReport().results
  t.equal(text(sampleReport({ results: first ? [first] : [] })).at(-1), 'No deviation.')
  t.equal(text(sampleReport({ results: [] })).at(-1), 'Nothing was tried.')
})

t.test('the numbers add up', async t => {
  for (const { cases, passed, must, differs, noted, notTried } of summariesOf(sampleReport()))
    t.equal(passed + must + differs + noted + notTried, cases)
})

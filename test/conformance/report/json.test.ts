import t from 'tap'
import { jsonReport } from '../../../src/conformance/report/json.js'
import { sampleReport } from './sample.js'

t.test('everything, for programs', async t => {
  const report = jsonReport(sampleReport(), '1.2.3')
  t.match(report, {
    node: { url: 'http://10.0.0.7:9380', node_id: 'bank-c', edition: '1.2' },
    version: '1.2.3',
    started_at: '2026-11-25T02:00:00.000Z',
    finished_at: '2026-11-25T02:00:12.500Z',
    ended: 'whole',
    summary: [
      { as: 'participant', cases: 5, passed: 1, must: 1, differs: 1, noted: 1, not_tried: 1 },
      { as: 'scheduler' },
    ],
  })
  t.same(report.cases[0], {
    ...{
      as: 'participant',
      id: 'job/create',
      title: 'a title',
      level: 'must',
      specification: 'poll',
      manual: '6, Polling',
    },
    ...{ result: 'passed', came: 'HTTP 200 {"code":0}' },
  })
  t.match(report.cases[2], { result: 'deviates', sent: 'POST task/poll {}', right: 'success' })
  t.match(jsonReport(sampleReport({ ended: 'interrupted', unstopped: ['j'] }), ''), {
    ended: 'interrupted',
    unstopped_jobs: ['j'],
  })
})

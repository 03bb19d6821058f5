import t from 'tap'
import { jobDetail, rolesOf, taskDetail } from '../../src/tui/job-detail.js'
import { task, view } from './fake-source.js'

t.test('of a task every party is told, with its words and its exit code', async t => {
  const lines = taskDetail(
    task('train', ['psi', 'binning'], {
      stopped: true,
      parties: [
        { node_id: 'node-a', role: 'guest.0', status: 'SUCCESS' },
        {
          node_id: 'node-b',
          role: 'host.0',
          status: 'FAILED',
          message: 'out of memory',
          instance: { name: 'x', exit_code: 137, started_at: '2026-01-01T12:00:00.000Z', removed: false },
        },
        { node_id: 'node-c', role: 'arbiter.0' },
      ],
    }),
  )
  t.equal(lines[0]?.text, 'train: train-component, after psi, binning, stopped')
  t.match(lines[1]?.text, /^guest\.0 {2}at node-a {2}. SUCCESS$/)
  t.match(lines[2], { text: /host\.0 .* FAILED {2}exit 137 {2}since \d\d:\d\d:\d\d {2}out of memory$/, tone: 'bad' })
  t.match(lines[3]?.text, /unknown$/)
})

t.test('of the job every node is told, with what is in its way, and the warnings', async t => {
  const lines = jobDetail(
    view('a1', {
      nodes: [
        { node_id: 'node-a', roles: ['guest.0', 'arbiter.0'], approval: 'READY' },
        { node_id: 'node-b', roles: ['host.0'], approval: 'REJECTED', reason: 'not this month' },
        { node_id: 'node-c', roles: ['host.1'], trouble: 'unreachable for 3m' },
      ],
      warnings: ['a parameter is odd'],
    }),
  )
  t.match(lines[0], { text: /node-a {2}guest\.0, arbiter\.0 {2}approval READY/, tone: 'plain' })
  t.match(lines[1], { text: /REJECTED {2}not this month/, tone: 'bad' })
  t.match(lines[2], { text: /unreachable for 3m/, tone: 'bad' })
  t.match(lines[3], { text: 'warning: a parameter is odd' })
})

t.test('roles stand in the order in which the tasks name them, each once', async t => {
  t.same(rolesOf({ task_list: [task('a', [], {}, ['host.0']), task('b', [], {}, ['guest.0', 'host.0'])] }), [
    'host.0',
    'guest.0',
  ])
})

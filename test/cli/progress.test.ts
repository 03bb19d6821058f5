import t from 'tap'
import { showProgress } from '../../src/cli/progress.js'
import { terminal } from './terminal.js'
import { ended, job, jobId, NOW, task } from './views.js'

const RUNNING = job({
  job_id: jobId('a'),
  status: 'RUNNING',
  task_list: [task('psi', 'SUCCESS'), task('train', 'RUNNING')],
})

t.test('in a pipe: a line for each change, and the end left to others', async t => {
  const io = terminal({ now: NOW })
  const progress = showProgress(io)
  progress.update(job({ job_id: jobId('a'), reason: 'waits for approval by bank-b' }))
  progress.update(job({ job_id: jobId('a'), reason: 'waits for approval by bank-b' }))
  progress.update(RUNNING)
  progress.update(ended(jobId('a'), 'succeeded'))
  progress.say('No daemon answers.')
  progress.end()
  t.same(io.err().split('\n'), [
    '    3m  PENDING  waits for approval by bank-b',
    '    3m  RUNNING',
    '    3m  SUCCESS psi',
    '    3m  RUNNING train',
    '    3m  SUCCESS train',
    'No daemon answers.',
    '',
  ])
  t.equal(io.out(), '', 'stdout is for the answer')
})

t.test('a job that says nothing waits for those who have not approved it', async t => {
  const io = terminal({ now: NOW })
  const nodes = [
    { node_id: 'bank-a', roles: ['guest.0'], approval: 'READY' as const },
    { node_id: 'bank-b', roles: ['host.0'], approval: 'PENDING' as const },
  ]
  showProgress(io).update(job({ job_id: jobId('a'), nodes }))
  t.equal(io.err(), '    3m  PENDING  waits for approval by bank-b\n')
})

t.test('a job that has ended before anybody waited has no progress', async t => {
  const io = terminal()
  showProgress(io).update(ended(jobId('a'), 'failed'))
  t.equal(io.err(), '')
})

t.test('on a terminal: one line that is written again and taken away', async t => {
  const io = terminal({ isTTY: true, columns: 40, now: NOW })
  const progress = showProgress(io)
  progress.update(RUNNING)
  progress.say('No daemon answers.')
  progress.end()
  const [, first, , last] = io.err().split('\r\u001B[2K')
  t.equal(first, 'RUNNING  1/2 tasks  3m  train')
  t.equal(last, 'RUNNING  1/2 tasks  3m  train')
  t.ok(io.err().endsWith('\r\u001B[2K'))
  t.notOk(io.err().split('\n').length > 2, 'only what was said has a line of its own')
})

t.test('a narrow terminal is not overrun', async t => {
  const io = terminal({ isTTY: true, columns: 20, now: NOW })
  const progress = showProgress(io)
  progress.update(RUNNING)
  progress.end()
  t.match(io.err(), '\r\u001B[2KRUNNING  1/2 tasks…\r')
})

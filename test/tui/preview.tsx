/** The screen on a real terminal over a node in memory in which things happen, to look at: `node dist/test/tui/preview.js [a1]`. */
import type { JobView, TaskView } from '../../src/protocol/view.js'
import { watch } from '../../src/tui/watch.js'
import { fakeNode, jobId, summary, task, view } from './fake-source.js'

const now = Date.now()
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

const many = Array.from({ length: 30 }, (_, index) => {
  const age = 3600 * (index + 1)
  const outcome = (['succeeded', 'succeeded', 'failed', 'stopped'] as const)[index % 4] ?? 'succeeded'
  return summary(`e${String(index).padStart(2, '0')}`, {
    status: 'FINISHED',
    outcome,
    created_at: ago(age),
    finished_at: ago(age - 60),
    reason: outcome === 'failed' ? 'The task "train" failed at node-b: exit code 7, 内存不足' : '',
    tasks: {
      total: 10,
      success: outcome === 'succeeded' ? 10 : index % 10,
      failed: outcome === 'failed' ? 1 : 0,
      running: 0,
    },
  })
})

const running: JobView = view('a1', { created_at: ago(130), roles: ['guest.0', 'arbiter.0'], flow_id: 'monthly-risk' })
const waiting = summary('b2', {
  status: 'PENDING',
  awaiting_approval: true,
  reason: 'Waits for the approval of this node.',
  created_at: ago(20),
  tasks: { total: 3, success: 0, failed: 0, running: 0 },
})
const tasks: TaskView[] = [
  task('reader_guest', [], { status: 'SUCCESS', started_at: ago(120), finished_at: ago(110) }),
  task('reader_host', [], { status: 'SUCCESS', started_at: ago(120), finished_at: ago(100) }),
  task('psi', ['reader_guest', 'reader_host'], { status: 'SUCCESS', started_at: ago(100), finished_at: ago(80) }),
  task('binning', ['psi'], { status: 'SUCCESS', started_at: ago(80), finished_at: ago(60) }),
  task('statistics', ['psi'], { status: 'FAILED', stopped: true, started_at: ago(80), finished_at: ago(70) }),
  task('features', ['binning', 'psi'], { status: 'RUNNING', started_at: ago(60) }),
  task('train', ['features'], {}),
  task('特征评估', ['train', 'features'], {}),
]

const node = fakeNode([
  running,
  waiting,
  ...many,
  { ...running, task_list: tasks, tasks: { total: 8, success: 4, failed: 0, running: 1 } },
])
let line = 0
const log = setInterval(() => {
  line++
  node.log('features', line % 7 === 0 ? 'error' : 'info', `${line} round of ${'binning '.repeat(line % 20)}第${line}轮`)
}, 700)

// Its node goes away at SIGUSR2 and comes back at the next one.
let away = false
process.on('SIGUSR2', () => {
  away = !away
  const reason = 'connect ECONNREFUSED 127.0.0.1:7000'
  node.refuse(away ? reason : undefined)
  node.emit(away ? { kind: 'away', reason } : { kind: 'connected' })
})

const asked = process.argv[2]
const code = await watch(node, asked === undefined ? { nodeId: 'node-a' } : { nodeId: 'node-a', jobId: jobId(asked) })
clearInterval(log)
process.exitCode = code

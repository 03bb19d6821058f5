import { render } from 'ink-testing-library'
import t from 'tap'
import type { JobsData } from '../../src/tui/jobs-data.js'
import { useJobs } from '../../src/tui/use-jobs.js'
import { type FakeNode, fakeNode, jobId, summary, view } from './fake-source.js'
import { until } from './until.js'

interface Held {
  data: JobsData
  renders: number
}

function Holder({ node, open, held }: { node: FakeNode; open: string | undefined; held: Held }) {
  held.data = useJobs(node, open)
  held.renders++
  return null
}

/** What the hook gives, with the job that is open. */
function holding(node: FakeNode, first?: string) {
  const held: Held = { data: { connection: { state: 'connecting' } }, renders: 0 }
  const { rerender, unmount } = render(<Holder node={node} held={held} open={first} />)
  return {
    held,
    open: (id: string | undefined) => rerender(<Holder node={node} held={held} open={id} />),
    close: unmount,
    until: (isSo: (data: JobsData) => boolean) =>
      until(
        () => isSo(held.data),
        () => JSON.stringify(held.data, null, 1),
      ),
  }
}

t.test('jobs are read when the node answers, and changes come by its events', async t => {
  const node = fakeNode([summary('a1')], { silent: true })
  const jobs = holding(node)
  t.equal(jobs.held.data.jobs, undefined)
  t.same(node.asked, [])
  node.emit({ kind: 'connected' })
  await jobs.until(data => data.jobs?.length === 1)
  node.put(summary('a1', { status: 'FINISHED', revision: 2 }))
  await jobs.until(data => data.jobs?.[0]?.status === 'FINISHED')
  t.same(node.asked, ['list'], 'without reading again')
  jobs.close()
  t.equal(node.listeners.size, 0)
})

t.test('a burst of changes is one new picture', async t => {
  const node = fakeNode([])
  const jobs = holding(node)
  await jobs.until(data => data.jobs !== undefined)
  const before = jobs.held.renders
  for (let index = 0; index < 200; index++) node.put(summary(`x${index}x`))
  await jobs.until(data => data.jobs?.length === 200)
  t.ok(jobs.held.renders - before <= 3, `${jobs.held.renders - before} renders`)
  jobs.close()
})

t.test('after a reset, and after the node was away, all is read again', async t => {
  const node = fakeNode([summary('a1')])
  const jobs = holding(node)
  await jobs.until(data => data.jobs?.length === 1)
  node.jobs.set(jobId('b2'), summary('b2'))
  node.emit({ kind: 'reset' })
  await jobs.until(data => data.jobs?.length === 2)
  node.emit({ kind: 'away', reason: 'connect ECONNREFUSED' })
  await jobs.until(data => data.connection.state === 'away')
  t.equal(jobs.held.data.jobs?.length, 2, 'what was known stays')
  node.jobs.delete(jobId('a1'))
  node.emit({ kind: 'connected' })
  await jobs.until(data => data.jobs?.length === 1 && data.connection.state === 'connected')
  jobs.close()
})

t.test('the open job is read, and again when it has changed', async t => {
  const node = fakeNode([view('a1'), view('b2')])
  const jobs = holding(node, jobId('a1'))
  await jobs.until(data => data.view?.job_id === jobId('a1'))
  node.put(view('a1', { revision: 2, reason: 'goes on' }))
  await jobs.until(data => data.view?.reason === 'goes on')
  const asked = node.asked.length
  node.emit({ kind: 'job', job: view('a1', { revision: 2 }) })
  node.put(view('b2', { revision: 2 }))
  await jobs.until(data => data.jobs?.some(job => job.job_id === jobId('b2') && job.revision === 2) === true)
  t.same(node.asked.slice(asked), [], 'not for old news, nor for another job')
  jobs.open(jobId('b2'))
  await jobs.until(data => data.view?.job_id === jobId('b2'))
  jobs.open(undefined)
  await jobs.until(data => data.view === undefined)
  jobs.close()
})

t.test('changes that come while the job is read are read once more, not one by one', async t => {
  const node = fakeNode([view('a1')])
  const read = node.job
  let underWay = 0
  let most = 0
  let release = () => {}
  node.job = async id => {
    underWay++
    most = Math.max(most, underWay)
    await new Promise<void>(resolve => {
      release = resolve
    })
    underWay--
    return read(id)
  }
  const jobs = holding(node, jobId('a1'))
  await until(() => underWay === 1)
  for (let revision = 2; revision < 9; revision++) node.put(view('a1', { revision }))
  const asked = node.asked.length
  while (jobs.held.data.view?.revision !== 8) {
    release()
    await new Promise(resolve => setImmediate(resolve))
  }
  t.equal(most, 1)
  t.ok(node.asked.slice(asked).filter(what => what.startsWith('job')).length <= 2)
  release()
  jobs.close()
})

t.test('a job that cannot be read is said, and read again by itself', async t => {
  const node = fakeNode([summary('a1')])
  const jobs = holding(node, jobId('a1'))
  await jobs.until(data => /There is no job/.test(data.viewError ?? ''))
  node.views.set(jobId('a1'), view('a1'))
  await jobs.until(data => data.view !== undefined && data.viewError === undefined)
  t.match(jobs.held.data.view?.job_id, jobId('a1'))
  jobs.close()
})

import { render } from 'ink-testing-library'
import t from 'tap'
import { type LogBuffer, NO_LINES } from '../../src/tui/log-lines.js'
import { type ChosenLog, useLogs } from '../../src/tui/use-logs.js'
import { type FakeNode, fakeNode } from './fake-source.js'
import { until } from './until.js'

interface HolderProps {
  node: FakeNode
  chosen: ChosenLog | undefined
  connected: boolean
  held: { buffer: LogBuffer }
}

function Holder({ node, chosen, connected, held }: HolderProps) {
  held.buffer = useLogs(node, chosen, connected)
  return null
}

function following(node: FakeNode, first: ChosenLog | undefined) {
  const held = { buffer: NO_LINES }
  const { rerender, unmount } = render(<Holder node={node} held={held} chosen={first} connected />)
  const texts = () => held.buffer.lines.map(line => line.text)
  return {
    held,
    texts,
    show: (chosen: ChosenLog | undefined, connected = true) =>
      rerender(<Holder node={node} held={held} chosen={chosen} connected={connected} />),
    until: (...expected: string[]) =>
      until(
        () => texts().join() === expected.join(),
        () => JSON.stringify(held.buffer),
      ),
    close: unmount,
  }
}

const psi: ChosenLog = { jobId: 'job-1', taskName: 'psi', level: 'info' }

t.test('it begins with the last lines and goes on from there', async t => {
  const node = fakeNode()
  node.log('psi', 'info', 'one', 'two')
  const log = following(node, psi)
  await log.until('one', 'two')
  node.log('psi', 'info', 'three')
  await log.until('one', 'two', 'three')
  t.match(node.asked, ['logs psi info tail 500', 'logs psi info from 3'])
  log.close()
})

t.test('another task or another level begins anew', async t => {
  const node = fakeNode()
  node.log('psi', 'info', 'of psi')
  node.log('train', 'debug', 'detail')
  node.log('train', 'info', 'of train')
  const log = following(node, psi)
  await log.until('of psi')
  log.show({ ...psi, taskName: 'train' })
  t.same(log.texts(), [], 'no line of one task is shown as another’s')
  await log.until('of train')
  log.show({ ...psi, taskName: 'train', level: 'debug' })
  await log.until('detail', 'of train')
  log.show(undefined)
  t.same(log.held.buffer, NO_LINES)
  log.close()
})

t.test('a log that is complete is asked for no more', async t => {
  const node = fakeNode()
  node.log('psi', 'info', 'all')
  node.endLog()
  const log = following(node, psi)
  await until(() => log.held.buffer.complete)
  t.equal(node.asked.length, 1)
  log.close()
})

t.test('while the node is away nothing is asked; then it goes on where it was', async t => {
  const node = fakeNode()
  node.log('psi', 'info', 'before')
  const log = following(node, psi)
  await log.until('before')
  log.show(psi, false)
  node.log('psi', 'info', 'meanwhile')
  t.same(log.texts(), ['before'])
  log.show(psi, true)
  await log.until('before', 'meanwhile')
  t.match(node.asked.at(-1), /from/)
  t.equal(node.asked.filter(what => what.includes('tail')).length, 1)
  log.close()
})

t.test('a refusal is said, and asked again', async t => {
  const node = fakeNode()
  node.refuse('The task psi does not run here.')
  const log = following(node, psi)
  await until(() => log.held.buffer.error === 'The task psi does not run here.')
  node.refuse()
  node.log('psi', 'info', 'after all')
  await log.until('after all')
  t.notOk(log.held.buffer.error)
  log.close()
})

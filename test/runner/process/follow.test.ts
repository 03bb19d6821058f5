import { appendFile, rm, writeFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { Supervisor } from '../../../src/runner/process/client.js'
import { Follower } from '../../../src/runner/process/follow.js'
import { Instances } from '../../../src/runner/process/instances.js'
import { supervise } from '../../../src/runner/process/supervisor.js'
import { type OutputLine, RunnerRefusal } from '../../../src/runner/runner.js'
import { temporaryDirectory } from '../../helpers/runner.js'

/** An instance that this process itself plays, its supervisor within this process too. */
async function playedInstance(t: Test) {
  const directory = await temporaryDirectory(t)
  const instances = new Instances(directory)
  await instances.open()
  await instances.create('a', { name: 'a', labels: {}, command: ['none'], workingDirectory: '/', environment: {} })
  await instances.markStarted('a', { at: 1, supervisor: { pid: process.pid, born: '' } })
  await supervise(directory, () => undefined, 0)
  const supervisor = new Supervisor(directory, () => undefined)
  t.teardown(() => supervisor.close())
  const lines: OutputLine[] = []
  const waiting: { text: string; resolve: () => void }[] = []
  const onLine = (line: OutputLine) => {
    lines.push(line)
    for (const { text, resolve } of waiting) if (text === line.text) resolve()
  }
  const follow = async (from: string | undefined, signal = new AbortController().signal) =>
    new Follower(instances, supervisor, 'a', from, onLine, signal, () => undefined).run()
  const arrives = (text: string) => new Promise<void>(resolve => waiting.push({ text, resolve }))
  return { instances, lines, follow, arrives }
}

t.test('lines come in the order in which the files grow, and half a line waits for its end', async t => {
  const { instances, lines, follow, arrives } = await playedInstance(t)
  const following = follow(undefined)
  const out = instances.path('a', 'stdout')
  const err = instances.path('a', 'stderr')
  for (const [file, text, line] of [
    [out, 'one\nhalf of ', 'one'],
    [err, 'two\n', 'two'],
    [out, 'three\nhalf', 'half of three'],
  ] as const) {
    const arrived = arrives(line)
    await appendFile(file, text)
    await arrived
  }
  await instances.noteExit('a', { exitCode: 0, endedAt: 2 })
  t.same(await following, { exitCode: 0, endedAt: 2 })
  t.same(
    lines.map(({ stream, text }) => `${stream} ${text}`),
    ['stdout one', 'stderr two', 'stdout half of three', 'stdout half'],
  )
  t.same(
    lines.map(({ cursor }) => cursor),
    ['4,0', '4,4', '18,4', '22,4'],
  )
})

t.test('ends with a refusal when the instance vanishes, or was never there', async t => {
  const { instances, follow, arrives } = await playedInstance(t)
  const arrived = arrives('one')
  await writeFile(instances.path('a', 'stdout'), 'one\n')
  const refused = t.rejects(follow(undefined), RunnerRefusal)
  await arrived
  await rm(instances.path('a'), { recursive: true })
  await refused
  await t.rejects(follow(undefined), RunnerRefusal)
})

t.test('lets go for the reason given', async t => {
  const { instances, follow } = await playedInstance(t)
  const enough = new AbortController()
  const following = follow(undefined, enough.signal)
  setTimeout(() => enough.abort(new Error('enough')), 5)
  await t.rejects(following, new Error('enough'))
  await t.rejects(follow(undefined, enough.signal), new Error('enough'))
  await instances.noteExit('a', { exitCode: 0, endedAt: 2 })
  await t.rejects(follow('nowhere'), /"nowhere" is no place/)
})

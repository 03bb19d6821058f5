import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { extname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { isAlive, markOf } from '../../../src/runner/process/alive.js'
import { Instances } from '../../../src/runner/process/instances.js'
import { supervise } from '../../../src/runner/process/supervisor.js'
import { eachLine, parseMessage, socketPath } from '../../../src/runner/process/wire.js'
import { createProcessRunner } from '../../../src/runner/process.js'
import type { OutputLine, Runner } from '../../../src/runner/runner.js'
import { appears, follow, numbers, scriptSpec, temporaryDirectory, texts, tidy } from '../../helpers/runner.js'

t.setTimeout(300_000)

const INSTALLATION = 'one'
const IMAGES = { script: { command: ['/bin/sh', '-c', 'eval "$SCRIPT"'] } }
const WAITS_FOR_GO = 'seq 1 100; touch "$LOGS/up"; while [ ! -e "$LOGS/go" ]; do sleep 0.02; done; seq 101 200; exit 5'

const open = (directory: string): Runner =>
  createProcessRunner({ directory, installation: INSTALLATION, images: IMAGES, capacity: {}, log: () => undefined })

/** Starts a script whose log directory is answered, once it has made `up` there. */
async function begin(t: Test, runner: Runner, script: string): Promise<{ id: string; logs: string }> {
  const spec = await scriptSpec(t, runner, 'script', script)
  const id = await runner.prepare(spec)
  await runner.start(id)
  await appears(join(spec.logDirectory, 'up'))
  return { id, logs: spec.logDirectory }
}

/** Kills the directory's supervisor, and resolves when it is gone. */
async function killSupervisor(directory: string): Promise<void> {
  const socket = connect(socketPath(join(directory, INSTALLATION)))
  const pid = await new Promise<number>((resolve, reject) => {
    socket.once('error', reject)
    eachLine(socket, line => {
      const message = parseMessage(line)
      if (message !== undefined && 'supervisor' in message) resolve(message.supervisor)
    })
  })
  process.kill(pid, 'SIGKILL')
  await once(socket, 'close')
  while (markOf(pid) !== undefined) await delay(5)
}

t.test('a killed daemon takes nothing with it: the next one gets every line once, and the true exit code', async t => {
  const directory = await temporaryDirectory(t)
  const runner = tidy(t, open(directory))
  const spec = await scriptSpec(t, runner, 'script', WAITS_FOR_GO)
  const program = fileURLToPath(new URL(`../../helpers/process-daemon${extname(import.meta.url)}`, import.meta.url))
  const daemon = fork(program, [directory, INSTALLATION, JSON.stringify(IMAGES), JSON.stringify(spec)])
  const seen: OutputLine[] = []
  await new Promise<void>(resolve => {
    daemon.on('message', (line: OutputLine) => {
      seen.push(line)
      if (line.text === '60') resolve()
    })
  })
  const sixty = seen.slice(0, 60)
  daemon.kill('SIGKILL')
  await once(daemon, 'exit')
  await appears(join(spec.logDirectory, 'up'))

  const [found] = await runner.list()
  t.match(found, { name: spec.name, phase: 'running' })
  await writeFile(join(spec.logDirectory, 'go'), '')
  const { lines, exit } = await follow(runner, found?.id ?? '', sixty.at(-1)?.cursor)
  t.same(texts([...sixty, ...lines], 'stdout'), numbers(1, 200))
  t.equal(exit.exitCode, 5)
  t.equal(exit.note, undefined)
})

t.test('an exit while no daemon is there is not lost', async t => {
  const directory = await temporaryDirectory(t)
  const first = open(directory)
  const { id, logs } = await begin(t, first, `${WAITS_FOR_GO}`)
  await first.close()
  await writeFile(join(logs, 'go'), '')
  await appears(new Instances(join(directory, INSTALLATION)).path(id, 'exit.json'))
  const second = tidy(t, open(directory))
  t.match(await second.inspect(id), { phase: 'exited', exitCode: 5 })
  t.same(texts((await follow(second, id)).lines, 'stdout'), numbers(1, 200))
})

t.test('when the supervisor is killed, what runs goes on; its output is whole, its exit code unknown', async t => {
  const directory = await temporaryDirectory(t)
  const runner = tidy(t, open(directory))
  const { id, logs } = await begin(t, runner, WAITS_FOR_GO)
  const following = follow(runner, id)
  await killSupervisor(directory)
  t.match(await runner.inspect(id), { phase: 'running' })
  await writeFile(join(logs, 'go'), '')
  const { lines, exit } = await following
  t.same(texts(lines, 'stdout'), numbers(1, 200))
  t.match(exit, { exitCode: -1, note: /not known/ })
  t.match(await runner.inspect(id), { phase: 'exited', exitCode: -1 })
})

t.test('what ended with nobody there is found as ended, and is not started again', async t => {
  const directory = await temporaryDirectory(t)
  const first = open(directory)
  const { id, logs } = await begin(t, first, `${WAITS_FOR_GO}`)
  await first.close()
  await killSupervisor(directory)
  const instances = new Instances(join(directory, INSTALLATION))
  const mark = await instances.process(id)
  await writeFile(join(logs, 'go'), '')
  while (mark !== undefined && isAlive(mark)) await delay(5)
  const second = tidy(t, open(directory))
  t.match(await second.list(), [{ id, phase: 'exited', exitCode: -1, note: /not known/ }])
  await rm(join(logs, 'up'))
  await second.start(id)
  t.equal(existsSync(join(logs, 'up')), false)
})

t.test('an orphan can be stopped, also when its supervisor was killed before it could note the process', async t => {
  const directory = await temporaryDirectory(t)
  const runner = tidy(t, open(directory))
  const { id } = await begin(t, runner, 'touch "$LOGS/up"; trap "" TERM; while :; do sleep 0.02; done')
  const instances = new Instances(join(directory, INSTALLATION))
  const mark = await instances.process(id)
  if (process.platform === 'linux') await rm(instances.path(id, 'process.json'))
  await killSupervisor(directory)
  t.match(await runner.inspect(id), { phase: 'running' })
  await runner.stop(id, 50)
  t.ok(mark !== undefined && !isAlive(mark))
  t.match(await runner.inspect(id), { phase: 'exited', exitCode: -1 })
})

t.test('a start that was marked and never came to be is not made up for', async t => {
  const directory = await temporaryDirectory(t)
  const first = open(directory)
  const spec = await scriptSpec(t, first, 'script', 'touch "$LOGS/up"')
  const id = await first.prepare(spec)
  await first.close()
  const instances = new Instances(join(directory, INSTALLATION))
  const runner = tidy(t, open(directory))
  await instances.markStarted(id, { at: 1, supervisor: { pid: 2 ** 22 + 1, born: 'never' } })
  await runner.start(id)
  t.match(await runner.inspect(id), { phase: 'exited', exitCode: -1 })
  t.equal(existsSync(join(spec.logDirectory, 'up')), false)
})

t.test('nothing that an instance started outlives it', async t => {
  const runner = tidy(t, open(await temporaryDirectory(t)))
  const { id, logs } = await begin(t, runner, 'sleep 600 & echo $! > "$LOGS/pid"; touch "$LOGS/up"')
  await follow(runner, id)
  const pid = Number(await readFile(join(logs, 'pid'), 'utf8'))
  t.equal(markOf(pid), undefined)
})

t.test('names the signal that ended an instance', async t => {
  const runner = tidy(t, open(await temporaryDirectory(t)))
  const { id } = await begin(t, runner, 'touch "$LOGS/up"; kill -SEGV $$')
  t.match((await follow(runner, id)).exit, { exitCode: 139, note: 'ended by SIGSEGV' })
})

t.test(
  "a directory may have a path longer than a socket's",
  { skip: process.platform === 'linux' ? false : 'Linux only' },
  async t => {
    const runner = tidy(t, open(join(await temporaryDirectory(t), 'd'.repeat(120))))
    const { id } = await begin(t, runner, 'touch "$LOGS/up"; exit 4')
    t.equal((await follow(runner, id)).exit.exitCode, 4)
  },
)

t.test('a supervisor leaves with the last daemon when nothing runs, and stays when something does', async t => {
  const directory = await temporaryDirectory(t)
  const socket = socketPath(join(directory, INSTALLATION))
  const first = open(directory)
  const { id, logs } = await begin(t, first, WAITS_FOR_GO)
  await first.close()
  t.equal(existsSync(socket), true)
  const second = open(directory)
  await writeFile(join(logs, 'go'), '')
  await follow(second, id)
  await second.close()
  while (existsSync(socket)) await delay(5)
})

t.test('a supervisor gives way to one that is there, takes the place of a dead one, leaves when idle', async t => {
  const directory = await temporaryDirectory(t)
  await writeFile(socketPath(directory), 'what a killed one left')
  const left = new Promise<void>(resolve => {
    supervise(directory, resolve, 200).then(async listens => {
      t.equal(listens, true)
      t.equal(await supervise(directory, () => t.fail('it never listened'), 200), false)
    })
  })
  await left
  t.equal(existsSync(socketPath(directory)), false)
})

t.test('a supervisor stays while a daemon is connected, and hangs up on one that talks nonsense', async t => {
  const directory = await temporaryDirectory(t)
  let leave: () => void = () => undefined
  const left = new Promise<void>(resolve => {
    leave = resolve
  })
  await supervise(directory, leave, 20)
  const socket = connect(socketPath(directory))
  await once(socket, 'data')
  t.equal(await Promise.race([left.then(() => 'left'), delay(200, 'stayed')]), 'stayed')
  socket.write('nonsense\n')
  await once(socket, 'close')
  await left
})

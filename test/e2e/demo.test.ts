/** `npm run demo`, as a user runs it: what it prints, how it ends, and that nothing is left of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { fromRoot } from '../fixtures/root.js'
import { docker, engine } from '../helpers/docker.js'

interface Demo {
  child: ChildProcess
  /** Everything printed so far. */
  output: string
  /** Resolves when a text has been printed; rejects when the demo ends without it. */
  printed(text: string): Promise<void>
  /** The exit code. */
  ended: Promise<number>
}

/** Starts the demo with a folder of its own for temporary files. */
function start(folder: string, ...args: string[]): Demo {
  const child = spawn(process.execPath, [fromRoot('fixtures/demo/run.mjs'), ...args], {
    env: { ...process.env, TMPDIR: folder, XDG_RUNTIME_DIR: folder, NODE_OPTIONS: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const news = new EventEmitter()
  const ended = once(child, 'close').then(([code]): number => code)
  const demo: Demo = {
    child,
    output: '',
    ended,
    printed: text =>
      new Promise((resolve, reject) => {
        const look = () => demo.output.includes(text) && resolve()
        news.on('more', look)
        look()
        ended.then(() => reject(new Error(`"${text}" was not printed:\n${demo.output}`)), reject)
      }),
  }
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', part => {
      demo.output += part
      news.emit('more')
    })
  return demo
}

function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The processes that name a folder in their command or their environment: daemons, supervisors and components do. */
function processesOf(folder: string): string[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
  const ours = pids.filter(pid => ['cmdline', 'environ'].some(file => read(`/proc/${pid}/${file}`).includes(folder)))
  return ours.map(pid => `${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

/** That the demo has left no file, no process, and in an engine no container and no image. */
async function nothingLeft(t: Test, folder: string, inEngine: boolean): Promise<void> {
  t.same(readdirSync(folder), [], 'no file')
  if (process.platform === 'linux') t.same(processesOf(folder), [], 'no process')
  if (!inEngine) return
  const images = (await docker.listImages({ all: true })).flatMap(({ RepoTags }) => RepoTags ?? [])
  t.same(
    images.filter(tag => tag.startsWith('isched-demo/')),
    [],
    'no image',
  )
  const containers = await docker.listContainers({ all: true })
  t.same(
    containers.filter(({ Image }) => Image.startsWith('isched-demo/')),
    [],
    'no container',
  )
}

function succeeded(t: Test, { output }: Demo): void {
  for (const name of ['intercept', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'R2', 'RMSE'])
    t.match(output, name)
  t.match(output, /They agree to 0\.000001/)
  t.match(output, /\$ bin\/isched submit fixtures\/jobs\/penguins\.yaml --wait/)
  for (const task of ['psi', 'regression', 'evaluation'])
    t.match(output, new RegExp(`^ *${task} +\\d+ ms +\\d+ ms$`, 'm'), `the time of ${task}`)
  t.match(output, /Next:\n\n {2}npm run demo -- --keep\n/)
}

t.test('with processes: the figures agree, and nothing is left', async t => {
  const folder = temporaryFolder(t)
  const demo = start(folder, '--runner', 'process')
  t.equal(await demo.ended, 0, 'exit code', { output: demo.output })
  t.match(demo.output, /The components run as processes:\n {2}--runner process asks for it\./)
  succeeded(t, demo)
  await nothingLeft(t, folder, false)
})

t.test('with containers: the figures agree, and nothing is left', await engine(), async t => {
  const folder = temporaryFolder(t)
  const demo = start(folder, '--runner', 'docker')
  t.equal(await demo.ended, 0, 'exit code', { output: demo.output })
  t.match(demo.output, /The components run as containers, by Docker/)
  succeeded(t, demo)
  await nothingLeft(t, folder, true)
})

const interrupts = [
  { signal: 'SIGINT', at: 'RUNNING psi', runner: 'process' },
  { signal: 'SIGTERM', at: 'run as processes', runner: 'process' },
  { signal: 'SIGINT', at: 'RUNNING regression', runner: 'docker' },
] as const
for (const { signal, at, runner } of interrupts) {
  const needed = runner === 'docker' ? await engine() : {}
  t.test(`${signal} at "${at}" (${runner}) clears up all the same`, needed, async t => {
    const folder = temporaryFolder(t)
    const demo = start(folder, '--runner', runner)
    await demo.printed(at)
    demo.child.kill(signal)
    t.equal(await demo.ended, 130, 'exit code', { output: demo.output })
    await nothingLeft(t, folder, runner === 'docker')
  })
}

t.test('--keep leaves the daemons up until it is interrupted', async t => {
  const folder = temporaryFolder(t)
  const demo = start(folder, '--runner', 'process', '--keep')
  await demo.printed('Ctrl-C here stops them')
  const [, url, tokenFile] = /ISCHED_URL=(.*)\n +ISCHED_TOKEN_FILE=(.*)\n/.exec(demo.output) ?? []
  const list = spawn(process.execPath, [fromRoot('bin/isched'), 'list', '-o', 'json'], {
    env: { ...process.env, ISCHED_URL: url, ISCHED_TOKEN_FILE: tokenFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let listed = ''
  list.stdout.setEncoding('utf8').on('data', part => (listed += part))
  t.same(await once(list, 'close'), [0, null])
  t.match(listed, /"outcome": ?"succeeded"/)
  demo.child.kill('SIGINT')
  t.equal(await demo.ended, 0, 'exit code', { output: demo.output })
  t.ok(readdirSync(folder).every(name => !name.startsWith('isched-demo-')))
})

t.test('what it cannot do, it says', async t => {
  const folder = temporaryFolder(t)
  const unknown = start(folder, '--runner', 'rocket')
  t.equal(await unknown.ended, 2)
  t.match(unknown.output, /--runner rocket: docker or process is expected/)
  const help = start(folder, '--help')
  t.equal(await help.ended, 0)
  t.match(help.output, /^Usage: npm run demo/)
})

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const main = new URL(`../../src/ischedd/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
const command = [...process.execArgv, fileURLToPath(main)]

/** Nothing of this process's environment but what it needs to run. */
const surroundings = (folder: string) => ({
  cwd: folder,
  env: { PATH: process.env.PATH, XDG_RUNTIME_DIR: join(folder, 'run') },
})

/** Runs the command in a folder to its end. */
async function ischedd(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const call = promisify(execFile)(process.execPath, [...command, ...args], surroundings(folder))
  const { child } = call
  return call.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ stdout, stderr }) => ({ code: child.exitCode ?? -1, stdout, stderr }),
  )
}

/** Starts a daemon in a folder, and answers once it says that it is up. */
async function daemon(t: Pick<typeof t_, 'teardown'>, folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, command, { ...surroundings(folder), stdio: ['ignore', 'ignore', 'pipe'] })
  t.teardown(() => {
    child.kill('SIGKILL')
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', data => {
      said += data
      if (said.includes('node a: ')) resolve()
    })
    child.once('exit', code => reject(new Error(`it left with ${code}: ${said}`)))
  })
  return child
}
const t_ = t

const NODE =
  'node_id: a\nlisten: {platform: 127.0.0.1:0, interconn: 127.0.0.1:0}\nrunner: {kind: process, process: {images: {x: [sh]}}}\n'

t.test('from an empty folder to settings that are checked', async t => {
  const folder = t.testdir({})
  const lost = await ischedd(folder, '--check')
  t.equal(lost.code, 2)
  t.match(lost.stderr, /^ischedd: No settings: /)
  const made = await ischedd(folder, 'init', '--node-id', 'bank-a')
  t.equal(made.code, 0)
  t.match(made.stdout, `Wrote ${join(folder, 'ischedd.yaml')}`)
  const checked = await ischedd(folder, '--check')
  t.equal(checked.code, 0)
  t.match(checked.stdout, /Settings +.*found in the working directory/)
  t.same(readdirSync(folder), ['ischedd.yaml'], 'a check writes nothing')
  t.equal((await ischedd(folder, '--nonsense')).code, 2)
})

t.test('a daemon comes up, keeps its data directory to itself, and ends in order', async t => {
  const folder = t.testdir({ 'ischedd.yaml': NODE })
  const first = await daemon(t, folder)
  t.same(readdirSync(join(folder, 'run/isched')), [`a.${first.pid}.json`])
  const second = await ischedd(folder)
  t.equal(second.code, 1)
  t.match(second.stderr, new RegExp(`ischedd: .*in use by another ischedd with pid ${first.pid}`))
  t.notMatch(second.stderr, / {4}at /, 'no stack')
  const left = once(first, 'exit')
  first.kill('SIGTERM')
  t.same(await left, [0, null])
  t.same(readdirSync(join(folder, 'run/isched')), [])
})

t.test('a listener that cannot be opened is a sentence', async t => {
  const folder = t.testdir({ 'ischedd.yaml': NODE.replace('127.0.0.1:0', '192.0.2.1:9700') })
  const { code, stderr } = await ischedd(folder)
  t.equal(code, 1)
  t.match(stderr, /ischedd: .*platform.*192\.0\.2\.1/)
  t.notMatch(stderr, / {4}at /)
})

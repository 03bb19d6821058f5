import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const main = new URL(`../../src/ischedd/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** Runs the built command in a folder, with nothing of this process's environment but what it needs to run. */
async function ischedd(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const call = promisify(execFile)(process.execPath, [...process.execArgv, fileURLToPath(main), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  })
  const child = call.child
  return call.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ stdout, stderr }) => ({ code: child.exitCode ?? -1, stdout, stderr }),
  )
}

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
  t.equal((await ischedd(folder, '--nonsense')).code, 2)
})

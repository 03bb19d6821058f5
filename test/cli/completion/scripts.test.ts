import { join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { completionScript, type Shell } from '../../../src/cli/completion/scripts.js'
import { startDaemon } from '../server.js'
import { job, jobId } from '../views.js'

const INSTALLED: Record<Shell, boolean> = {
  bash: await has('bash'),
  zsh: await has('zsh'),
  fish: await has('fish'),
}

async function has(shell: string): Promise<boolean> {
  return !(await execa(shell, ['-c', 'true'], { reject: false })).failed
}

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  t.test(`${shell} takes the script`, { skip: INSTALLED[shell] ? false : `no ${shell}` }, async t => {
    const flag = shell === 'fish' ? '--no-execute' : '-n'
    const file = join(t.testdir({ script: completionScript(shell) }), 'script')
    const { stderr, exitCode } = await execa(shell, [flag, file], { reject: false })
    t.equal(exitCode, 0, stderr)
  })
}

t.test('bash completes commands, options and job ids', { skip: INSTALLED.bash ? false : 'no bash' }, async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') }), job({ job_id: jobId('b') })]
  const complete = async (...words: string[]) => {
    // The test runner's hooks are not for the programs that it tests.
    const script = `unset NODE_OPTIONS; ${completionScript('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _isched; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = await execa('bash', ['-c', script, 'bash', 'bin/isched', ...words], { env: daemon.env })
    return stdout.split('\n')
  }
  t.same(await complete('st'), ['status', 'stop'])
  t.same(await complete('submit', '--wa'), ['--wait', '--watch'])
  t.same(await complete('status', 'job-b'), ['job-bbbbbbbb'])
  t.same(await complete('lint', 'package.j'), ['package.json'])
})

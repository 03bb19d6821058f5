import { execa, type Options } from 'execa'
import t from 'tap'
import { startDaemon } from './server.js'
import { until } from './terminal.js'
import { job, jobId } from './views.js'

/** The program as a user starts it: the test runner's hooks are not for it. */
const ISCHED = ['env', '-u', 'NODE_OPTIONS', 'bin/isched']

function isched(args: string[], options: Options) {
  const [command = '', ...before] = ISCHED
  return execa(command, [...before, ...args], options)
}

t.test('the program itself: answers on stdout, exit codes to the shell', async t => {
  const daemon = await startDaemon(t)
  const env = daemon.env
  const named = await isched(['node', '-o', 'name'], { env })
  t.equal(named.stdout, 'bank-a')
  const unknown = await isched(['status', 'none'], { env, reject: false })
  t.equal(unknown.exitCode, 2)
  t.equal(unknown.stdout, '')
  t.match(unknown.stderr, /^isched: No job "none"/)
})

t.test('a job file may come through the standard input', async t => {
  const daemon = await startDaemon(t)
  const input = '{roles: {guest: bank-a}, tasks: {psi: {component: psi@1.0.0}}}'
  const { stdout } = await isched(['submit', '-', '-o', 'name'], { env: daemon.env, input })
  t.match(stdout, /^job-[0-9a-f]{32}$/)
})

t.test('a reader that has enough is no error', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = Array.from({ length: 5_000 }, (_, at) => job({ job_id: `job-${String(at).padStart(32, '0')}` }))
  const { stdout, stderr } = await execa('bash', ['-c', `set -o pipefail; ${ISCHED.join(' ')} list --full | head -1`], {
    env: daemon.env,
  })
  t.match(stdout, /^JOB/)
  t.equal(stderr, '')
})

t.test('ctrl-C while waiting: exit code 130, and the job goes on', async t => {
  const daemon = await startDaemon(t)
  daemon.jobs = [job({ job_id: jobId('a') })]
  const waiting = isched(['wait', 'aaa'], { env: daemon.env, reject: false })
  await until(() => daemon.streaming === 1)
  waiting.kill('SIGINT')
  const { exitCode, stderr } = await waiting
  t.equal(exitCode, 130)
  t.match(stderr, 'goes on')
})

t.test('the help loads commander and no HTTP', async t => {
  const script = `
    const before = process.moduleLoadList.length
    const { run } = await import('./dist/src/cli/run.js')
    const { processIo } = await import('./dist/src/cli/io.js')
    await run(['--help'], processIo())
    console.error(JSON.stringify(process.moduleLoadList.slice(before)))`
  const { stderr } = await execa('node', ['--input-type=module', '--eval', script])
  const loaded: string[] = JSON.parse(stderr)
  t.same(
    loaded.filter(name => /\b(http|https|http2|tls)$/.test(name)),
    [],
  )
})

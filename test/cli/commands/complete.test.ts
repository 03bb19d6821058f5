import t from 'tap'
import { announce } from '../../../src/cli/rendezvous.js'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { job, jobId, task } from '../views.js'

async function start(t: Parameters<typeof startDaemon>[0]) {
  const daemon = await startDaemon(t)
  daemon.jobs = [
    job({ job_id: jobId('b'), flow_id: 'f', status: 'RUNNING' }),
    job({ job_id: jobId('a'), task_list: [task('load', 'SUCCESS')] }),
  ]
  const complete = async (...words: string[]) =>
    (await runIn({ env: daemon.env }, '__complete', ...words)).out.split('\n').slice(0, -1)
  return { daemon, complete }
}

t.test('commands and options, with what they are for', async t => {
  const { complete } = await start(t)
  t.match(await complete('wa'), [/^wait\t/, /^watch\t/])
  t.match(await complete('peer', ''), [/^list\t/, /^check\t/, /^help/])
  t.match(await complete('submit', '--w'), [/^--wait\t/, /^--watch\t/])
  t.match(await complete('list', '--u'), [/^--url\t/])
  t.match(await complete('list', '--output='), ['--output=json', '--output=name'])
  t.match(await complete('list', '--status', 'R'), ['READY', 'RUNNING', 'REJECTED'])
  t.same(await complete('completion', ''), ['bash', 'zsh', 'fish'])
  t.same(await complete('conformance', 'http://x', '--as', ''), ['participant', 'scheduler'])
  t.same(await complete('conformance', 'http://x', '--component', ''), [':files'])
})

t.test('jobs, tasks, roles, components, peers and nodes from the daemon', async t => {
  const { daemon, complete } = await start(t)
  t.same(await complete('status', ''), ['job-bbbbbbbb\tRUNNING f', 'job-aaaaaaaa\tPENDING', '@last\tthe newest'])
  t.same(await complete('logs', '--task', ''), ['psi\tPENDING', 'train\tPENDING'])
  t.same(await complete('logs', 'job-aaaaaaaa', '--task', ''), ['load\tSUCCESS'])
  t.same(await complete('logs', '--job', 'job-aaaaaaaa', '--task', ''), ['load\tSUCCESS'])
  t.same(await complete('logs', '--role', ''), ['guest.0'])
  t.match(await complete('component', 'show', ''), [/^isched\/psi@1\.0\.0\t/])
  t.match(await complete('skeleton', 'lr', ''), [':files', /^isched\/psi@1\.0\.0\t/])
  t.match(await complete('peer', 'check', ''), [/^bank-b\t/])
  await announce(
    { node_id: 'bank-a', url: daemon.url, token_file: daemon.tokenFile, pid: process.pid, data_directory: '/' },
    daemon.env,
  )
  t.same(await complete('list', '--node', ''), [`bank-a\t${daemon.url}`])
})

t.test('files are left to the shell', async t => {
  const { complete } = await start(t)
  t.same(await complete('submit', ''), [':files'])
  t.same(await complete('list', '--token-file', ''), [':files'])
  t.same(await complete('skeleton', 'psi', '--output-file', ''), [':files'])
  t.same((await complete('graph', ''))[0], ':files')
})

t.test('without a daemon it is silent', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  for (const words of [
    ['status', ''],
    ['logs', '--limit', ''],
    ['status', 'a', ''],
  ]) {
    t.match(await runIn({ env }, '__complete', ...words), { exitCode: 0, out: '', err: '' })
  }
})

t.test('the daemon that the line names is asked', async t => {
  const { daemon } = await start(t)
  const words = ['--url', daemon.url, '--token-file', daemon.tokenFile, 'status', '@']
  t.equal((await runIn({}, '__complete', ...words)).out, '@last\tthe newest\n')
})

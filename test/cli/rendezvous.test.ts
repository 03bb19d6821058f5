import { chmod, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { type Announcement, announce, discover, rendezvousDirectory } from '../../src/cli/rendezvous.js'

/** A process id that no process has. */
const NOBODY = 2 ** 22 + 1

function entry(changes: Partial<Announcement> = {}): Announcement {
  return {
    node_id: 'bank-a',
    url: 'http://127.0.0.1:9700',
    token_file: '/var/lib/isched/token',
    pid: process.pid,
    data_directory: '/var/lib/isched',
    ...changes,
  }
}

t.test('what a daemon announces is found until it takes it away', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  t.same(await discover(env), [])
  const withdraw = await announce(entry(), env)
  const other = await announce(entry({ node_id: 'bank/b', url: 'http://127.0.0.1:9800' }), env)
  t.same(
    (await discover(env)).map(({ node_id }) => node_id),
    ['bank-a', 'bank/b'],
  )
  await withdraw()
  await other()
  t.same(await discover(env), [])
  t.same(await readdir(rendezvousDirectory(env)), [], 'nothing is left')
})

t.test('only its user may read it', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  await announce(entry(), env)
  const directory = rendezvousDirectory(env)
  t.equal((await stat(directory)).mode & 0o777, 0o700)
  t.equal((await stat(join(directory, `bank-a.${process.pid}.json`))).mode & 0o777, 0o600)
})

t.test('without a runtime directory it lies in one of the user among the temporary files', async t => {
  const env = { TMPDIR: t.testdir() }
  t.match(rendezvousDirectory(env), /isched-\d+\/isched$/)
  await announce(entry(), env)
  t.equal((await discover(env)).length, 1)
})

t.test('a daemon that was killed is passed over, and the next one takes its file away', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  await announce(entry({ pid: NOBODY }), env)
  t.same(await discover(env), [])
  await announce(entry({ node_id: 'bank-b' }), env)
  t.same(await readdir(rendezvousDirectory(env)), [`bank-b.${process.pid}.json`])
})

t.test('two daemons of one node do not hide each other', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  const withdraw = await announce(entry({ pid: process.ppid }), env)
  await announce(entry(), env)
  t.equal((await discover(env)).length, 2)
  await withdraw()
  t.equal((await discover(env))[0]?.pid, process.pid)
})

t.test('files that are no announcement are passed over', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  await announce(entry(), env)
  const directory = rendezvousDirectory(env)
  await writeFile(join(directory, 'broken.json'), '{')
  await writeFile(join(directory, 'other.json'), '{"node_id": 1}')
  await writeFile(join(directory, 'list.json'), 'null')
  t.equal((await discover(env)).length, 1)
})

t.test('a directory that others may write to is neither used nor believed', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  await announce(entry(), env)
  await chmod(rendezvousDirectory(env), 0o777)
  t.same(await discover(env), [])
  await t.rejects(announce(entry(), env), /can be written to by others/)
})

t.test('what is no directory is refused', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir({ isched: t.fixture('symlink', '.') }) }
  await t.rejects(announce(entry(), env), /is no directory/)
})

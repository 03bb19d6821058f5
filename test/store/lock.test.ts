import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { lockDirectory } from '../../src/store/lock.js'
import { firstLine, HOLDER, holder } from './holder.js'

t.test(
  'a killed daemon that nobody has waited for counts as gone',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async t => {
    const path = join(t.testdir(), 'data')
    // The shell becomes sleep, which waits for no child: the killed daemon stays as a zombie.
    const script = 'exec 3<&0; "$0" "$@" <&3 & exec sleep 60'
    const parent = spawn('sh', ['-c', script, process.execPath, ...process.execArgv, HOLDER, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const ended = once(parent, 'exit')
    t.teardown(async () => {
      parent.kill('SIGKILL')
      await ended
    })
    const said = await firstLine(parent)
    const [file] = await readdir(join(path, 'lock'))
    const pid = Number(file?.split('-')[0])
    process.kill(pid, 'SIGKILL')
    while (!/\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8')))
      await new Promise(resolve => setTimeout(resolve, 5))
    t.equal((await holder(t, path)).said, said)
  },
)

t.test(
  'a pid that another process has by now counts for nothing',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async t => {
    const path = join(t.testdir(), 'data')
    await (await lockDirectory(path))()
    // Our own parent lives, but did not start at that time; and it was another boot.
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8)
    await writeFile(join(path, 'lock', `${process.ppid}-1-${boot}`), '')
    const parentStat = await readFile(`/proc/${process.ppid}/stat`, 'utf8')
    const started = parentStat.slice(parentStat.lastIndexOf(')') + 2).split(' ')[19]
    await writeFile(join(path, 'lock', `${process.ppid}-${started}-otherone`), '')
    await (await lockDirectory(path))()
    t.same(await readdir(join(path, 'lock')), [])
    await writeFile(join(path, 'lock', `${process.ppid}-${started}-${boot}`), '')
    await t.rejects(
      lockDirectory(path),
      { message: new RegExp(`pid ${process.ppid}:`) },
      'the very process, though, counts',
    )
  },
)

t.test('of several that start at once, one gets it', async t => {
  const path = join(t.testdir(), 'data')
  const children = await Promise.all(Array.from({ length: 4 }, () => holder(t, path)))
  t.equal(children.filter(({ said }) => said.startsWith('open')).length, 1)
})

t.test('it is open once in one process', async t => {
  const path = join(t.testdir(), 'data')
  const release = await lockDirectory(path)
  await t.rejects(lockDirectory(path), { message: `${path} is open already in this process (pid ${process.pid}).` })
  await release()
  await (await lockDirectory(path))()
})

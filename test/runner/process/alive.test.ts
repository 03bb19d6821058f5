import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isAlive, markOf, writerOf } from '../../../src/runner/process/alive.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('a process is alive until it ends, and another with its pid is not it', async t => {
  const child = spawn('/bin/sh', ['-c', 'exec sleep 600'])
  await once(child, 'spawn')
  const mark = markOf(child.pid ?? 0)
  t.ok(mark !== undefined && isAlive(mark))
  if (process.platform === 'linux') t.equal(isAlive({ pid: child.pid ?? 0, born: 'earlier' }), false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.ok(mark !== undefined && !isAlive(mark))
  t.equal(markOf(child.pid ?? 0), undefined)
})

t.test(
  "a name in brackets does not hide a process's birth",
  { skip: process.platform === 'linux' ? false : 'Linux only' },
  async t => {
    t.match(markOf(process.pid), { pid: process.pid, born: /^[0-9a-f-]{36}:\d+$/ })
  },
)

t.test(
  'finds the process that writes to a file',
  { skip: process.platform === 'linux' ? false : 'Linux only' },
  async t => {
    const file = join(await temporaryDirectory(t), 'stdout')
    t.equal(writerOf(file), undefined)
    const child = spawn('/bin/sleep', ['600'], { stdio: ['ignore', openSync(file, 'a'), 'ignore'] })
    t.teardown(() => child.kill('SIGKILL'))
    await once(child, 'spawn')
    t.match(writerOf(file), { pid: child.pid })
  },
)

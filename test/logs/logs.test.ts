import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { TaskLogs } from '../../src/logs/logs.js'
import type { OutputLine } from '../../src/runner/runner.js'

const never = new AbortController().signal
const line = (text: string): OutputLine => ({ stream: 'stdout', text, at: 1, cursor: text })

t.test('each task has a file of its own, and one without lines is empty', async t => {
  const directory = join(t.testdir(), 'logs')
  const logs = new TaskLogs(directory)
  logs.append('job-1', 'task-1', 'guest.0', line('one'))
  logs.append('job-1', 'task-2', 'guest.0', line('ERROR two'))
  logs.append('job-2', 'task-3', 'guest.0', line('three'))
  logs.append('job-1', 'task-1', 'guest.1', line('DEBUG four'))
  await Promise.all([logs.flush('job-1', 'task-1'), logs.flush('job-1', 'task-2'), logs.flush('job-2', 'task-3')])
  t.same((await readdir(directory, { recursive: true })).sort(), [
    'job-1',
    'job-1/task-1.jsonl',
    'job-1/task-2.jsonl',
    'job-2',
    'job-2/task-3.jsonl',
  ])
  t.equal(await logs.count('job-1', 'task-1', 'debug'), 2)
  t.equal(await logs.count('job-1', 'task-1', 'info'), 1)
  t.equal(await logs.count('job-1', 'task-1', 'debug', ['guest.1']), 1)
  t.equal(await logs.count('job-1', 'task-1', 'debug', []), 0)
  t.match(await logs.page('job-1', 'task-1', { level: 'debug', start: 0, role: 'guest.1' }), [
    { n: 1, text: 'DEBUG four' },
  ])
  t.match(await logs.page('job-1', 'task-1', { level: 'debug', start: 2, length: 1 }), [{ n: 2, text: 'DEBUG four' }])
  t.match(await logs.tail('job-1', 'task-1', { level: 'debug', lines: 1 }), [{ n: 2, text: 'DEBUG four' }])
  t.same(await logs.page('job-1', 'task-1', { level: 'debug', start: 3 }), [])
  t.equal(await logs.count('job-9', 'task-9', 'debug'), 0)
  t.same(await logs.page('job-9', 'task-9', { level: 'debug', start: 1 }), [])
  t.same(await logs.tail('job-9', 'task-9', { level: 'debug', lines: 5 }), [])
  t.equal(await logs.cursor('job-9', 'task-9', 'guest.0'), undefined)
  await logs.flush('job-9', 'task-9')
  t.equal((await readdir(directory)).length, 2, 'asking makes no file')
  await logs.close()
})

t.test('an id that is none never touches a file', async t => {
  const logs = new TaskLogs(join(t.testdir(), 'logs'))
  for (const id of ['', '..', '../x', 'a/b', '.x', 'a\0']) {
    t.throws(() => logs.append(id, 'task-1', 'guest.0', line('x')), { message: /is no job id/ })
    t.throws(() => logs.append('job-1', id, 'guest.0', line('x')), { message: /is no task id/ })
    await t.rejects(logs.remove(id), { message: /is no job id/ })
  }
  t.same(await readdir(t.testdirName), [])
})

t.test("a job's logs are removed, those who wait are let go, and others stay", async t => {
  const directory = join(t.testdir(), 'logs')
  const logs = new TaskLogs(directory)
  for (const job of ['job-1', 'job-11']) {
    logs.append(job, 'task-1', 'guest.0', line('one'))
    await logs.flush(job, 'task-1')
  }
  const waiting = logs.waitForMore('job-1', 'task-1', 1, never)
  await logs.remove('job-1')
  await waiting
  await logs.remove('job-1')
  await new TaskLogs(join(directory, 'none')).remove('job-1')
  t.same(await readdir(directory), ['job-11'])
  t.equal(await logs.count('job-1', 'task-1', 'debug'), 0)
  t.equal(await logs.count('job-11', 'task-1', 'debug'), 1)
})

t.test('many tasks at once lose nothing, though few are kept in mind', async t => {
  const logs = new TaskLogs(join(t.testdir(), 'logs'))
  const tasks = Array.from({ length: 400 }, (_, n) => `task-${n}`)
  for (const round of ['one', 'two', 'three']) {
    for (const task of tasks) logs.append('job-1', task, 'guest.0', line(`${round} ${task}`))
    if (round === 'two') await Promise.all(tasks.map(task => logs.flush('job-1', task)))
  }
  await Promise.all(tasks.map(task => logs.flush('job-1', task)))
  for (const task of tasks) {
    const lines = await logs.page('job-1', task, { level: 'debug', start: 1 })
    t.same(
      lines.map(({ text }) => text),
      [`one ${task}`, `two ${task}`, `three ${task}`],
    )
  }
  await logs.close()
})

t.test('closing writes what waits', async t => {
  const directory = join(t.testdir(), 'logs')
  const logs = new TaskLogs(directory)
  logs.append('job-1', 'task-1', 'guest.0', line('one'))
  await logs.close()
  t.equal(await new TaskLogs(directory).count('job-1', 'task-1', 'debug'), 1)
})

t.test('killed again and again, a log has every line once and in order, and all that was flushed', async t => {
  const directory = join(t.testdir(), 'logs')
  const flushed = new Map([
    ['guest.0', 0],
    ['host.0', 0],
  ])
  for (const killAfter of [1, 7, 20, 40]) {
    const child = fork(new URL('./children/writer.js', import.meta.url), [directory], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    if (!child.stdout) throw new Error('the child has no stdout')
    let said = 0
    for await (const text of createInterface(child.stdout)) {
      const [role, n] = text.split(' ')
      flushed.set(role ?? '', Number(n))
      said++
      if (said === killAfter) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    t.equal(child.signalCode, 'SIGKILL')
    const logs = new TaskLogs(directory)
    for (const [role, least] of flushed) {
      const lines = await logs.page('job-1', 'task-1', { level: 'debug', start: 1, role })
      t.ok(lines.length >= least, `${role}: ${lines.length} lines, ${least} were flushed`)
      t.same(
        lines.map(({ text }) => text),
        lines.map((_, n) => `${role} ${n + 1}`),
      )
      t.equal(await logs.cursor('job-1', 'task-1', role), `${lines.length}`)
    }
    await logs.close()
  }
})

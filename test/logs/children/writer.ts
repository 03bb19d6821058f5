/**
 * Follows two instances whose n-th line is `<role> <n>`, from where the log stands, and says on stdout what was flushed:
 * `<role> <n>`. Killed by its test.
 */
import { writeSync } from 'node:fs'
import { TaskLogs } from '../../../src/logs/logs.js'

const logs = new TaskLogs(process.argv[2] ?? '')

async function follow(role: string): Promise<never> {
  let n = Number((await logs.cursor('job-1', 'task-1', role)) ?? 0)
  for (;;) {
    for (let more = 0; more < 50; more++) {
      n++
      logs.append('job-1', 'task-1', role, { stream: 'stdout', text: `${role} ${n}`, at: n, cursor: `${n}` })
    }
    if (Math.random() < 0.5) await new Promise(resolve => setImmediate(resolve))
    else {
      await logs.flush('job-1', 'task-1')
      writeSync(1, `${role} ${n}\n`)
    }
  }
}

await Promise.all(['guest.0', 'host.0'].map(follow))

/** A job's progress while somebody waits: one line that changes on a terminal, else a line for each change. */
import { isFinalJob } from '../protocol/values.js'
import type { JobView } from '../protocol/view.js'
import { harmless, oneLine } from './harmless.js'
import type { Io } from './io.js'
import { type Style, styledJobStatus, styledStatus, styleFor } from './style.js'
import { duration } from './time.js'
import { cutTo } from './width.js'

const TICK_MS = 1_000
const CLEAR_LINE = '\r\u001B[2K'

export interface Progress {
  update(job: JobView): void
  /** Says something that is no progress, on a line of its own. */
  say(sentence: string): void
  /** Takes the changing line away. */
  end(): void
}

/** Progress on stderr, so that stdout holds the answer alone. */
export function showProgress(io: Io): Progress {
  return io.stderr.isTTY ? changingLine(io) : lines(io)
}

function changingLine(io: Io): Progress {
  const { stderr } = io
  let last: JobView | undefined
  const draw = () => {
    if (last !== undefined)
      stderr.write(CLEAR_LINE + cutTo(harmless(oneLine(asOneLine(last, io.now()))), (stderr.columns ?? 80) - 1))
  }
  const tick = setInterval(draw, TICK_MS)
  return {
    update(job) {
      last = job
      draw()
    },
    say(sentence) {
      stderr.write(`${CLEAR_LINE}${harmless(sentence)}\n`)
      draw()
    },
    end() {
      clearInterval(tick)
      if (last !== undefined) stderr.write(CLEAR_LINE)
    },
  }
}

function asOneLine(job: JobView, now: number): string {
  const running = job.task_list.filter(({ status }) => status === 'RUNNING').map(({ name }) => name)
  const doing = running.length > 0 ? running.join(', ') : reasonOf(job)
  const done = `${job.tasks.success}/${job.tasks.total} tasks`
  return [job.status, done, duration(now - Date.parse(job.created_at)), doing].filter(part => part !== '').join('  ')
}

function lines(io: Io): Progress {
  const style = styleFor(io.stderr, io.env)
  let last: JobView | undefined
  const write = (text: string) => io.stderr.write(`${harmless(text)}\n`)
  return {
    update(job) {
      // Whoever asks after the end is told of the end alone.
      const news = last === undefined && isFinalJob(job.status) ? [] : newsOf(job, last, style)
      const since = duration(io.now() - Date.parse(job.created_at)).padStart(6)
      for (const line of news) write(`${style('dim', since)}  ${line}`)
      last = job
    },
    say: write,
    end() {},
  }
}

/** What has changed since the last look, a line each; the end of the job is for others to say. */
function newsOf(job: JobView, last: JobView | undefined, style: Style): string[] {
  const before = new Map(last?.task_list.map(task => [task.name, task.status]))
  const changed = job.task_list.filter(({ name, status }) => status !== (before.get(name) ?? 'PENDING'))
  const tasks = changed.map(({ name, status }) => `${styledStatus(style, status)} ${name}`)
  const same = job.status === last?.status && reasonOf(job) === reasonOf(last)
  if (same || isFinalJob(job.status)) return tasks
  return [[styledJobStatus(style, job), reasonOf(job)].filter(part => part !== '').join('  '), ...tasks]
}

/** What the job says that it waits for or, where it says nothing, the nodes whose approval is missing. */
function reasonOf(job: JobView): string {
  const undecided = job.nodes.filter(({ approval }) => approval === 'PENDING').map(({ node_id }) => node_id)
  if (job.reason !== '' || job.status !== 'PENDING' || undecided.length === 0) return job.reason
  return `waits for approval by ${undecided.join(', ')}`
}

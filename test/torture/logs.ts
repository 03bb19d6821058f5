/** Whether the lines that components wrote are all in the nodes' logs, once each. */
import type { LogPage } from '../../src/protocol/view.js'
import type { TestNode } from '../helpers/daemon.js'
import type { Finding } from './finding.js'
import type { LedgerLine } from './ledger.js'
import type { Behaviour } from './plan.js'

export interface LogToRead {
  job: string
  task: string
  role: string
  node: TestNode
  does: Behaviour
  /** What the instance wrote to the ledger. */
  lines: LedgerLine[]
}

export async function judgeLog(log: LogToRead): Promise<Finding[]> {
  const { job, task, role, node, does, lines } = log
  const { texts, complete } = await read(log)
  const say = (text: string): Finding => ({
    kind: 'log',
    job,
    task,
    node: node.id,
    text: `the log of ${role}: ${text}`,
  })
  const findings = complete ? [] : [say('it is not complete, and the job is over')]
  const ended = lines.some(({ what }) => what === 'end')
  for (const [stream, count] of [
    ['out', does.lines],
    ['err', Math.floor(does.lines / 2)],
  ] as const) {
    const numbers = texts.flatMap(text => (text.startsWith(`${stream} `) ? [Number(text.slice(4))] : []))
    const wrong = numbers.findIndex((number, index) => number !== index + 1)
    if (wrong >= 0) findings.push(say(`after ${stream} ${wrong} comes ${numbers[wrong]} (${numbers.length} lines)`))
    else if (ended && numbers.length !== count)
      findings.push(say(`${numbers.length} lines of ${count} on std${stream}`))
  }
  return findings
}

/** All lines of one role; a log has pages. */
async function read({ job, task, role, node }: LogToRead): Promise<{ texts: string[]; complete: boolean }> {
  const texts: string[] = []
  for (let start = 1; ; ) {
    const query = new URLSearchParams({ job_id: job, task_name: task, role, start: String(start), length: '1000' })
    const { lines, next, complete } = asPage(await node.ask('GET', `/v1/isched/logs?${query}`))
    texts.push(...lines.map(({ text }) => text))
    if (complete || lines.length === 0) return { texts, complete }
    start = next
  }
}

/** The views are what the daemon promises; the torture looks at their values. */
function asPage(data: unknown): LogPage
function asPage(data: unknown): unknown {
  return data
}

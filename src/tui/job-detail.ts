/** What is said of the chosen task, or of the job as a whole, below the tasks: plain lines, the most important first. */
import type { JobView, PartyView, TaskView } from '../protocol/view.js'
import { partyLook, type Tone } from './status.js'
import { symbols } from './symbols.js'
import { formatClock } from './time.js'

export interface DetailLine {
  text: string
  tone: Tone
}

/** A task: what it is, and each of its parties with its words, its instance and its exit code. */
export function taskDetail(task: TaskView): DetailLine[] {
  const after = task.upstream.length > 0 ? `, after ${task.upstream.join(', ')}` : ''
  const stopped = task.stopped ? ', stopped' : ''
  return [{ text: `${task.name}: ${task.component}${after}${stopped}`, tone: 'plain' }, ...task.parties.map(partyLine)]
}

function partyLine(party: PartyView): DetailLine {
  const look = partyLook(party)
  const words = [party.role, `at ${party.node_id}`, `${look.symbol} ${look.word}`]
  const { instance } = party
  if (instance?.exit_code !== undefined) words.push(`exit ${instance.exit_code}`)
  if (instance?.started_at) words.push(`since ${formatClock(instance.started_at)}`)
  if (party.message) words.push(party.message)
  return { text: words.join('  '), tone: look.tone === 'bad' ? 'bad' : 'plain' }
}

/** The job as a whole: every node with its roles, its approval and what is in its way, then the warnings. */
export function jobDetail(job: JobView): DetailLine[] {
  return [
    ...job.nodes.map((node): DetailLine => {
      const words = [node.node_id, node.roles.join(', ')]
      if (node.approval) words.push(`approval ${node.approval}`)
      if (node.reason) words.push(node.reason)
      if (node.trouble) words.push(node.trouble)
      const bad = node.trouble !== undefined || node.approval === 'REJECTED'
      return { text: `${bad ? symbols.failed : symbols.dot} ${words.join('  ')}`, tone: bad ? 'bad' : 'plain' }
    }),
    ...job.warnings.map((text): DetailLine => ({ text: `warning: ${text}`, tone: 'ask' })),
  ]
}

/** Every role in the job, in the order in which the tasks name them. */
export function rolesOf(job: Pick<JobView, 'task_list'>): string[] {
  return [...new Set(job.task_list.flatMap(task => task.parties.map(party => party.role)))]
}

/** What a torture has to tell. */
import type { ChaosCounts } from './chaos.js'
import type { Finding } from './finding.js'
import type { Recovery } from './life.js'
import type { TortureOptions } from './torture.js'

export interface Report {
  options: Pick<TortureOptions, 'nodes' | 'seed' | 'runner'>
  findings: Finding[]
  tookMs: number
  jobs: number
  /** How many jobs ended so, by their schedulers' word. */
  outcomes: Record<string, number>
  /** Instances that were started. */
  starts: number
  logsRead: number
  kills: number
  chaos: ChaosCounts
  instancesKilled: number
  stops: number
  decisions: number
  unansweredCommands: number
  /** Requests between the nodes, by what became of them. */
  network: Record<string, number>
  recoveries: Recovery[]
  /** Where the daemons' logs are; absent where they are gone. */
  folder?: string
}

/** How often each word occurs. */
export function counted(words: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** The sums, name by name. */
export function summed(all: Iterable<Record<string, number>>): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count
  return sums
}

/** 75000 -> `1:15` */
export function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

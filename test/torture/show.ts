/** A torture's report, for a person. */
import { type Finding, KINDS } from './finding.js'
import type { Recovery } from './life.js'
import { minutes, type Report } from './report.js'

export function show(report: Report): string {
  const { options, findings, network, chaos, outcomes } = report
  const { pass = 0, away = 0, cut = 0, ...treated } = network
  const calls = Object.values(network).reduce((sum, count) => sum + count, 0) - away
  const bad = findings.length > 0
  const lines = [
    `seed ${options.seed}: ${options.nodes} nodes, ${options.runner} runner, ${minutes(report.tookMs)}`,
    `jobs       ${report.jobs} (${listed(outcomes)}), ${report.starts} instances started, ${report.logsRead} logs read`,
    `kills      ${report.kills} daemons (${chaos.inLoops} in crash loops, ${chaos.together} together, ${chaos.whileStopping} during a stop), ${report.instancesKilled} instances, ${chaos.supervisors} supervisors; ${chaos.pauses} pauses, ${chaos.restarts} restarts in good order`,
    `operators  ${report.stops} stops, ${report.decisions} approvals and refusals answered; ${report.unansweredCommands} commands had no answer`,
    `network    ${calls} calls: ${pass} passed, ${listed(treated)}, ${cut} into one of ${chaos.cuts} cuts, ${away} to nobody`,
    ...recoveries(report.recoveries),
    KINDS.slice(0, 4)
      .map(kind => `${count(findings, kind)} ${kind}`)
      .join(', '),
    KINDS.slice(4)
      .map(kind => `${count(findings, kind)} ${WORDS[kind] ?? kind}`)
      .join(', '),
  ]
  if (bad) {
    lines.push('', ...findings.map(sentence), '', `FAILED with --seed ${options.seed}`)
  }
  if (report.folder !== undefined) lines.push(`the daemons' logs and the ledger are in ${report.folder}`)
  return lines.join('\n')
}

const WORDS: Partial<Record<string, string>> = { log: 'logs wrong', fault: 'daemons at fault' }

function count(findings: Finding[], kind: string): number {
  return findings.filter(each => each.kind === kind).length
}

function sentence({ kind, job, task, node, text }: Finding): string {
  const where = [job, task && `task ${task}`, node && `at ${node}`].filter(Boolean).join(', ')
  return `${kind}${where && ` (${where})`}: ${text}`
}

function listed(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, number]) => `${number} ${name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)}`)
    .join(', ')
}

function recoveries(all: Recovery[]): string[] {
  const answered = all
    .flatMap(each => (each.answeredAt === undefined ? [] : [{ ...each, ms: each.answeredAt - each.startedAt }]))
    .sort((one, other) => one.ms - other.ms)
  const slowest = answered.at(-1)
  if (slowest === undefined) return ['recoveries none']
  const moved = answered
    .flatMap(({ startedAt, wentOnAt }) => (wentOnAt === undefined ? [] : [wentOnAt - startedAt]))
    .sort((one, other) => one - other)
  return [
    `recoveries ${answered.length} of ${all.length} starts lived until they answered: median ${seconds(middle(answered.map(({ ms }) => ms)))}, slowest ${seconds(slowest.ms)} (${slowest.node}, its kill ${slowest.kill})`,
    `           ${moved.length} were seen to go on with a job: median ${seconds(middle(moved))}, slowest ${seconds(moved.at(-1))} after their start`,
  ]
}

function middle(sorted: number[]): number | undefined {
  return sorted[Math.floor(sorted.length / 2)]
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : `${(ms / 1000).toFixed(2)} s`
}

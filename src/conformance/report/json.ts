/** The report for programs. */
import type { CaseResult, Level, TestedRole, Verdict } from '../case.js'
import type { Report } from '../run.js'
import { summariesOf } from './summary.js'

/** The report as it is printed; its times are ISO 8601 in UTC. */
export interface JsonReport {
  node: { url: string; node_id: string; edition: string }
  version: string
  started_at: string
  finished_at: string
  ended: 'whole' | 'interrupted' | 'unreachable'
  summary: {
    as: TestedRole
    cases: number
    passed: number
    must: number
    differs: number
    noted: number
    not_tried: number
  }[]
  cases: ({
    as: TestedRole
    id: string
    title: string
    level: Level
    specification?: string
    manual?: string
  } & Verdict)[]
  unstopped_jobs: string[]
}

export function jsonReport(report: Report, version: string): JsonReport {
  const { plan, startedAt, finishedAt, ended, results, unstopped } = report
  const { url, nodeId, edition } = plan.tested
  return {
    node: { url, node_id: nodeId, edition },
    version,
    started_at: new Date(startedAt).toISOString(),
    finished_at: new Date(finishedAt).toISOString(),
    ended: ended ?? 'whole',
    summary: summariesOf(report).map(({ notTried, ...numbers }) => ({ ...numbers, not_tried: notTried })),
    cases: results.map(asCase),
    unstopped_jobs: unstopped,
  }
}

function asCase({ as, id, title, level, place, verdict }: CaseResult): JsonReport['cases'][number] {
  return { as, id, title, level, ...place, ...verdict }
}

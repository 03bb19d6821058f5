/** The report for a person at a terminal: short, and what deviates first. */
import type { CaseResult, Level } from '../case.js'
import type { Report } from '../run.js'
import {
  deviationsOf,
  endText,
  LEGEND,
  leftText,
  notTriedBy,
  placeText,
  shortened,
  summariesOf,
  summaryText,
} from './summary.js'

type Style = (format: 'bold' | 'dim' | 'red' | 'yellow' | 'green', text: string) => string

const RANK: Record<Level, number> = { must: 0, differs: 1, info: 2 }
const INDENT = ' '.repeat(9)
const MOST_IDS = 5

/** The report's lines. */
export function textReport(report: Report, style: Style): string[] {
  const { tested } = report.plan
  return [
    style('bold', `Node ${tested.nodeId} at ${tested.url}, edition ${tested.edition}`),
    ...summariesOf(report).flatMap(summary => {
      const here = report.results.filter(({ as }) => as === summary.as)
      return ['', `${style('bold', `As ${summary.as}`)}, ${summaryText(summary)}`, ...partOf(here, style)]
    }),
    '',
    ...(deviationsOf(report).length > 0 ? LEGEND.map(line => style('dim', line)) : [verdictOf(report, style)]),
    ...[endText(report), leftText(report)].filter(line => line !== undefined).map(line => style('red', line)),
  ]
}

function verdictOf({ results }: Report, style: Style): string {
  const tried = results.some(({ verdict }) => verdict.result !== 'not tried')
  return tried ? style('green', 'No deviation.') : style('yellow', 'Nothing was tried.')
}

function partOf(results: CaseResult[], style: Style): string[] {
  const deviations = results
    .filter(({ verdict }) => verdict.result === 'deviates')
    .sort((a, b) => RANK[a.level] - RANK[b.level])
  const notes = results.filter(({ verdict }) => verdict.result === 'noted')
  return [
    ...deviations.flatMap(result => ['', ...deviation(result, style)]),
    ...(notes.length > 0 ? [''] : []),
    ...notes.flatMap(result => note(result, style)),
    ...[...notTriedBy(results)].flatMap(([why, those]) => ['', ...notTried(why, those, style)]),
  ]
}

function deviation({ id, title, level, place, verdict }: CaseResult, style: Style): string[] {
  if (verdict.result !== 'deviates') return []
  const { sent, came, right } = verdict
  return [
    `${style(level === 'must' ? 'red' : 'yellow', level.padEnd(7))}  ${style('bold', id)}`,
    `${INDENT}${title}`,
    `${INDENT}${style('dim', 'sent ')}  ${shortened(sent)}`,
    `${INDENT}${style('dim', 'came ')}  ${shortened(came)}`,
    `${INDENT}${style('dim', 'right')}  ${right}`,
    `${INDENT}${style('dim', 'see  ')}  ${placeText(place)}`,
  ]
}

function note({ id, verdict }: CaseResult, style: Style): string[] {
  return verdict.result === 'noted' ? [`${style('dim', 'noted  ')}  ${id}: ${shortened(verdict.came, 160)}`] : []
}

/** A single reason can stand for many. */
function notTried(why: string, those: CaseResult[], style: Style): string[] {
  const ids = those.map(({ id }) => id)
  const shown = ids.length > MOST_IDS ? [...ids.slice(0, MOST_IDS), `and ${ids.length - MOST_IDS} more`] : ids
  return [`${style('dim', 'not tried')}, because ${why}:`, `${INDENT}${shown.join(', ')}`]
}

/** What every form of the report says first, and the words that they share. */
import type { CaseResult, Level, Place, TestedRole, Verdict } from '../case.js'
import type { Report } from '../run.js'

export interface Summary {
  as: TestedRole
  cases: number
  passed: number
  /** Deviations from what is demanded. */
  must: number
  /** Deviations that others have to adapt to. */
  differs: number
  noted: number
  notTried: number
}

/** The numbers for each part of the node that was tested. */
export function summariesOf({ plan, results }: Report): Summary[] {
  return plan.roles.map(({ as }) => {
    const here = results.filter(result => result.as === as)
    const those = (result: Verdict['result'], level?: Level) =>
      here.filter(each => each.verdict.result === result && (level === undefined || each.level === level)).length
    return {
      as,
      cases: here.length,
      passed: those('passed'),
      must: those('deviates', 'must'),
      differs: those('deviates', 'differs'),
      noted: those('noted'),
      notTried: those('not tried'),
    }
  })
}

/** `47 cases: 33 passed, 11 deviate (2 must, 9 differs), 6 noted, 1 not tried` */
export function summaryText({ cases, passed, must, differs, noted, notTried }: Summary): string {
  const deviations = must + differs
  const kinds = [
    [must, 'must'],
    [differs, 'differs'],
  ] as const
  const levels = kinds.filter(([count]) => count > 0).map(([count, level]) => `${count} ${level}`)
  const parts = [
    `${passed} passed`,
    ...(deviations > 0 ? [`${deviations} deviate (${levels.join(', ')})`] : []),
    ...(noted > 0 ? [`${noted} noted`] : []),
    ...(notTried > 0 ? [`${notTried} not tried`] : []),
  ]
  return `${cases} cases: ${parts.join(', ')}`
}

/** How many deviations there are in all. */
export function deviationsOf({ results }: Report): CaseResult[] {
  return results.filter(({ verdict }) => verdict.result === 'deviates')
}

/** Where it is written. */
export function placeText({ specification, manual }: Place): string {
  const parts = [
    ...(specification === undefined ? [] : [`specification: ${specification}`]),
    ...(manual === undefined ? [] : [`isched-protocol(7), section ${manual}`]),
  ]
  return parts.join('; ')
}

/** What the words of {@link placeText} and the levels mean. */
export const LEGEND = [
  'must: without it a job goes wrong. differs: a job works where the others adapt to it. noted: nothing demands anything.',
  'specification: the interface of this name in the scheduling API of the alliance, v1.0.0. isched-protocol(7): the manual page that says how isched reads what it leaves open.',
] as const

/** Why a run did not come to its end; undefined where it did. */
export function endText({ ended, trouble }: Report): string | undefined {
  if (ended === 'interrupted') return 'It was interrupted.'
  return ended === 'unreachable' ? `The node could not be reached any more: ${trouble}.` : undefined
}

/** Jobs whose stop was not answered. */
export function leftText({ unstopped }: Report): string | undefined {
  return unstopped.length === 0
    ? undefined
    : `These jobs may still be there, their stop was not answered: ${unstopped.join(', ')}.`
}

/** What was not tried, by the reason. */
export function notTriedBy(results: readonly CaseResult[]): Map<string, CaseResult[]> {
  const groups = new Map<string, CaseResult[]>()
  for (const result of results) {
    if (result.verdict.result !== 'not tried') continue
    groups.set(result.verdict.why, [...(groups.get(result.verdict.why) ?? []), result])
  }
  return groups
}

/** A text that fits into a line of a report: the middle of a long one is left out. */
export function shortened(text: string, most = 240): string {
  if (text.length <= most) return text
  const end = Math.floor(most / 3)
  return `${text.slice(0, most - end - 3)}...${text.slice(-end)}`
}

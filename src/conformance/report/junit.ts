/** The report as JUnit XML, for what shows test results: a suite for each part that was tested, a test case for each case. */
import type { CaseResult } from '../case.js'
import type { Report } from '../run.js'
import { type Markup, markup } from './markup.js'
import { placeText, type Summary, summariesOf } from './summary.js'

/** The XML document. */
export function junitReport(report: Report): string {
  const summaries = summariesOf(report)
  const total = (count: (summary: Summary) => number) => summaries.reduce((sum, each) => sum + count(each), 0)
  const time = seconds(report.finishedAt - report.startedAt)
  const suites = summaries.map(summary => suite(summary, report))
  const all = markup`<testsuites name="isched conformance" tests="${total(({ cases }) => cases)}" failures="${total(failures)}" errors="0" skipped="${total(({ notTried }) => notTried)}" time="${time}">
${suites}</testsuites>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all.text}`
}

function failures({ must, differs }: Summary): number {
  return must + differs
}

function suite(summary: Summary, { plan, startedAt, finishedAt, results }: Report): Markup {
  const { nodeId, url, edition } = plan.tested
  const here = results.filter(({ as }) => as === summary.as)
  const timestamp = new Date(startedAt).toISOString().slice(0, 19)
  return markup`<testsuite name="${nodeId} as ${summary.as}" tests="${summary.cases}" failures="${failures(summary)}" errors="0" skipped="${summary.notTried}" timestamp="${timestamp}" time="${seconds(finishedAt - startedAt)}">
<properties>
<property name="url" value="${url}"/>
<property name="node_id" value="${nodeId}"/>
<property name="edition" value="${edition}"/>
</properties>
${here.map(testCase)}</testsuite>
`
}

function testCase({ as, id, title, level, place, verdict }: CaseResult): Markup {
  return markup`<testcase classname="conformance.${as}" name="${id}: ${title}" time="0">${outcome()}</testcase>
`
  function outcome(): Markup {
    switch (verdict.result) {
      case 'passed':
        return markup``
      case 'deviates':
        return markup`<failure type="${level}" message="${verdict.right}">sent: ${verdict.sent}
came: ${verdict.came}
right: ${verdict.right}
${placeText(place)}</failure>`
      case 'not tried':
        return markup`<skipped message="${verdict.why}"/>`
      case 'noted':
        return markup`<system-out>${verdict.came}</system-out>`
    }
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

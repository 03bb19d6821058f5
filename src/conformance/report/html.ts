/** The report as one page of HTML: it stands alone, asks nothing of any other place, and runs nothing. */
import type { CaseResult, Verdict } from '../case.js'
import type { Report } from '../run.js'
import { Markup, markup } from './markup.js'
import { endText, LEGEND, leftText, notTriedBy, placeText, type Summary, summariesOf, summaryText } from './summary.js'

/** The document. */
export function htmlReport(report: Report, version: string): string {
  const { plan, startedAt } = report
  const { nodeId, url, edition } = plan.tested
  const title = `Conformance of ${nodeId}`
  const troubles = [endText(report), leftText(report)].filter(text => text !== undefined)
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${url}, edition ${edition}; ${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC, isched ${version}</p>
${troubles.map(text => markup`<p class="must">${text}</p>`)}
</header>
<main>
${summariesOf(report).map(summary => chapter(summary, report))}</main>
<footer>${LEGEND.map(line => markup`<p>${line}</p>`)}</footer>
</body>
</html>`.text
}

function chapter(summary: Summary, { results }: Report): Markup {
  const here = results.filter(({ as }) => as === summary.as)
  const those = (result: Verdict['result']) => here.filter(({ verdict }) => verdict.result === result)
  const deviations = those('deviates')
  const ranked = [...deviations.filter(isGrave), ...deviations.filter(each => !isGrave(each))]
  return markup`<section>
<h2>As ${summary.as}</h2>
<p>${summaryText(summary)}</p>
${bar(summary)}
${ranked.map(deviation)}
${list('Noted', those('noted'), result => result.verdict.result === 'noted' && result.verdict.came)}
${[...notTriedBy(here)].map(([why, group]) => list(`Not tried, because ${why}`, group, () => false))}
${list('Passed', those('passed'), result => result.verdict.result === 'passed' && result.verdict.came)}
</section>
`
}

function isGrave({ level }: CaseResult): boolean {
  return level === 'must'
}

/** How many of each there are, drawn to scale. */
function bar({ passed, must, differs, noted, notTried }: Summary): Markup {
  const parts = [
    ['passed', passed],
    ['must', must],
    ['differs', differs],
    ['noted', noted],
    ['untried', notTried],
  ] as const
  const drawn = parts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => markup`<span class="${name}" style="flex:${count}"></span>`)
  return markup`<div class="bar" aria-hidden="true">${drawn}</div>`
}

function deviation({ id, title, level, place, verdict }: CaseResult): Markup {
  if (verdict.result !== 'deviates') return markup``
  const { sent, came, right } = verdict
  return markup`<article class="${level}">
<h3><b>${level}</b> <code>${id}</code></h3>
<p>${title}</p>
<dl>
<dt>sent</dt><dd><code>${sent}</code></dd>
<dt>came</dt><dd><code>${came}</code></dd>
<dt>right</dt><dd>${right}</dd>
<dt>see</dt><dd>${placeText(place)}</dd>
</dl>
</article>
`
}

function list(title: string, results: CaseResult[], says: (result: CaseResult) => string | undefined | false): Markup {
  if (results.length === 0) return markup``
  const items = results.map(result => {
    const came = says(result)
    const words = came ? markup`<br><code>${came}</code>` : undefined
    return markup`<li><code>${result.id}</code> ${result.title}${words}</li>
`
  })
  return markup`<details>
<summary>${title} (${results.length})</summary>
<ul>${items}</ul>
</details>
`
}

const STYLE = `
:root { --ink: #1c1f23; --paper: #fff; --soft: #f3f4f6; --line: #d9dce1; --faint: #5b626c; --bad: #b3261e; --warn: #8a4b00; --good: #17653a; --note: #0b57a4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e5e8; --paper: #15171a; --soft: #1f2226; --line: #363b42; --faint: #a0a7b1; --bad: #ff8a80; --warn: #f0b36a; --good: #7fd6a2; --note: #86bdf5 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
h1 { margin: .5rem 0 0 }
h2 { margin: 2rem 0 0 }
h3 { margin: 0; font-size: 15px }
p { margin: .3rem 0 }
header p, footer { color: var(--faint); font-size: 13px }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem }
article { margin: 1rem 0; padding: .6rem .8rem; border: 1px solid var(--line); border-left: 4px solid var(--warn) }
article.must { border-left-color: var(--bad) }
article.must b, p.must { color: var(--bad) }
article.differs b { color: var(--warn) }
code { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: 4rem minmax(0, 1fr); gap: .2rem .5rem; margin: .5rem 0 0 }
dt { color: var(--faint) }
dd { margin: 0 }
details { margin: .6rem 0 }
summary { cursor: pointer }
li { margin: .3rem 0 }
li code + br + code { color: var(--faint) }
.bar { display: flex; height: .6rem; margin: .5rem 0 1rem; gap: 1px }
.bar .passed { background: var(--good) }
.bar .must { background: var(--bad) }
.bar .differs { background: var(--warn) }
.bar .noted { background: var(--note) }
.bar .untried { background: var(--line) }
@media (max-width: 40rem) { dl { display: block } dt { margin-top: .4rem } }
`

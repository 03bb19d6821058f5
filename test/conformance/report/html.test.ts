import t from 'tap'
import { htmlReport } from '../../../src/conformance/report/html.js'
import { NASTY, sampleReport } from './sample.js'

const html = htmlReport(sampleReport({ unstopped: ['job-1'] }), '1.2.3')

t.test('it stands alone: nothing from any other place, and nothing that runs', async t => {
  t.notMatch(html, /<(script|link|img|iframe)/)
  t.notMatch(html, /\b(src|href)=/)
  t.notMatch(html, /url\(|@import/)
  t.match(html, /prefers-color-scheme: dark/)
  t.match(html, 'name="viewport"')
})

t.test('what came is text', async t => {
  t.notMatch(html, NASTY)
  t.match(html, '&lt;script&gt;alert(&quot;x &amp; &#39;y&#39;&quot;)&lt;/script&gt;\uFFFD')
})

t.test('what deviates comes first, the worst of it at the top', async t => {
  const places = ['task/poll', 'job/start.repeat', 'Noted (1)', 'Not tried, because without --listen (1)', 'Passed (1)']
  const found = places.map(words => html.indexOf(words))
  t.same(
    found,
    [...found].sort((a, b) => a - b),
  )
  t.ok(found.every(at => at > 0))
  t.match(html, 'These jobs may still be there')
  t.match(html, '<h2>As scheduler</h2>')
})

t.test('each element that is opened is closed', async t => {
  const open: string[] = []
  const EMPTY = ['meta', 'br', '!doctype']
  for (const [, slash, name = ''] of html
    .replace(/<style>[\s\S]*<\/style>/, '')
    .matchAll(/<(\/?)([a-z0-9!]+)[^>]*>/gi)) {
    if (EMPTY.includes(name)) continue
    if (slash === '') open.push(name)
    else t.equal(open.pop(), name)
  }
  t.same(open, [])
})

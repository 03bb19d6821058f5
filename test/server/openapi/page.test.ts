import t from 'tap'
import { page } from '../../../src/server/openapi/page.js'
import { description } from '../../../src/server/openapi/routes.js'

const all = [description('platform'), description('interconn'), description('callback')]
const html = page(all)

t.test('it shows every route of every listener', async t => {
  for (const { paths } of all)
    for (const path of Object.keys(paths)) t.ok(html.includes(path.replaceAll('/', '/<wbr>')), path)
})

t.test('it stands alone: nothing is loaded, nothing runs', async t => {
  t.notMatch(html, /<(script|link|img|iframe)|@import|url\(|\son\w+=/)
  const places = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, place]) => place)
  t.ok(places.length > 50)
  t.same(
    places.filter(place => !place?.startsWith('#')),
    [],
  )
})

t.test('every link leads somewhere', async t => {
  const ids = new Set([...html.matchAll(/id="([^"]*)"/g)].map(([, id]) => id))
  for (const [, target = ''] of html.matchAll(/href="#([^"]*)"/g)) t.ok(ids.has(target), target)
})

t.test('what is said is text, not markup', async t => {
  const [first] = all
  if (first === undefined) return
  const title = '<b onclick="x">&'
  const shown = page([{ ...first, info: { ...first.info, title } }])
  t.notOk(shown.includes(title))
  t.ok(shown.includes('&lt;b onclick=&quot;x&quot;&gt;&amp;'))
})

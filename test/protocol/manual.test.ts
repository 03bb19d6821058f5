/** Holds isched-protocol(7) against the routes that are served and the sections that the sources name. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { description } from '../../src/server/openapi/routes.js'
import { fromRoot } from '../fixtures/root.js'

const manual = readFileSync(fromRoot('man/isched-protocol.7'), 'utf8')
const [, , routes = ''] = manual.split(/^\.Ss \d\. /m)

/** `POST job/create` for each route of a listener below a prefix. */
function served(listener: 'platform' | 'interconn' | 'callback', prefix: string): string[] {
  return Object.entries(description(listener).paths)
    .filter(([path]) => path.startsWith(prefix))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path.slice(prefix.length)}`),
    )
    .sort()
}

function named(text: string): string[] {
  return [...text.matchAll(/\b(?:GET|POST) (?:job|task|component)\/\w+/g)].map(([route]) => route).sort()
}

t.test('every route of the protocol stands in it, and no other', async t => {
  const [between = '', own = ''] = routes.split('.Pa /v1/platform/schedule/ :')
  t.same(named(between), served('interconn', '/v1/interconn/schedule/'))
  const [upper = '', callback = ''] = own.split('from running components')
  t.same(named(upper), served('platform', '/v1/platform/schedule/'))
  t.same(named(callback).slice(0, 1), served('callback', '/v1/platform/schedule/'))
})

t.test('every section that the sources name is there', async t => {
  const there = new Set([...manual.matchAll(/^\.Ss (\d)\. /gm)].map(([, number]) => number))
  t.equal(there.size, 9)
  const sources = readdirSync(fromRoot('src'), { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.tsx?$/.test(name),
  )
  const named = sources.flatMap(name =>
    [...readFileSync(fromRoot(join('src', name)), 'utf8').matchAll(/\bsections? (\d)\b/gi)].map(([, number]) => number),
  )
  t.ok(named.length > 20)
  t.same(
    named.filter(number => !there.has(number)),
    [],
  )
})

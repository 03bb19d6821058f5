import t from 'tap'
import { DESCRIPTION, PLATFORM_RAW } from '../../../src/server/openapi/raw.js'

t.test('only the page for a person is open where a token is asked for', async t => {
  const open = Object.values(PLATFORM_RAW).filter(route => 'open' in route)
  t.same(
    open.map(({ path }) => path),
    ['/docs'],
  )
  t.equal(PLATFORM_RAW.openapi, DESCRIPTION.openapi)
})

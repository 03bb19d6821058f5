import t from 'tap'
import { PLATFORM } from '../../../src/server/openapi/platform.js'
import { examplesHold } from './hold.js'

t.test('every route has an example that holds under the schemas that validate', async t => {
  t.equal(Object.keys(PLATFORM).length, 8)
  examplesHold(t, PLATFORM)
})

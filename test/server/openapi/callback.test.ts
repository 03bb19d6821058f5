import t from 'tap'
import { CALLBACK } from '../../../src/server/openapi/callback.js'
import { examplesHold } from './hold.js'

t.test('every route has an example that holds under the schemas that validate', async t => {
  t.equal(Object.keys(CALLBACK).length, 1)
  examplesHold(t, CALLBACK)
})

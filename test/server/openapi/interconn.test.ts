import t from 'tap'
import { INTERCONN } from '../../../src/server/openapi/interconn.js'
import { examplesHold } from './hold.js'

t.test('every route has an example that holds under the schemas that validate', async t => {
  t.equal(Object.keys(INTERCONN).length, 11)
  examplesHold(t, INTERCONN)
})

import t from 'tap'
import { OWN } from '../../../src/server/openapi/own.js'
import { examplesHold } from './hold.js'

t.test('every route has an example that holds under the schemas that validate', async t => {
  t.equal(Object.keys(OWN).length, 13)
  examplesHold(t, OWN)
})

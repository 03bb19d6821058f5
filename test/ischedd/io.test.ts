import t from 'tap'
import { EXIT } from '../../src/ischedd/io.js'

t.test('the exit codes are those of the manual', async t => {
  t.same(EXIT, { done: 0, failed: 1, badInput: 2, interrupted: 130 })
})

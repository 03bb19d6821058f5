import t from 'tap'
import { eachAtMost } from '../../src/runner/at-most.js'

t.test('works on so many at a time, and answers in order', async t => {
  let now = 0
  let most = 0
  const results = await eachAtMost(3, [5, 1, 4, 2, 3], async item => {
    most = Math.max(most, ++now)
    await new Promise(resolve => setTimeout(resolve, item))
    now--
    return item * 10
  })
  t.same(results, [50, 10, 40, 20, 30])
  t.equal(most, 3)
  t.same(await eachAtMost(3, [], async () => 1), [])
})

t.test("one failure is everybody's", async t => {
  await t.rejects(
    eachAtMost(2, [1, 2], async item => {
      if (item === 2) throw new Error('two')
    }),
    new Error('two'),
  )
})

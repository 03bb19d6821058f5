import t from 'tap'
import { harmless, harmlessJson, oneLine } from '../../src/cli/harmless.js'

t.test('what moves a terminal is shown as a dot; lines, tabs and colours stay', async t => {
  t.equal(harmless('a\n\tb \u001B[31mred\u001B[39m'), 'a\n\tb \u001B[31mred\u001B[39m')
  t.equal(harmless('\u001B[2Jgone\u0007\r\u009B1A'), '·[2Jgone···1A')
  t.equal(harmless('\u001B]0;title\u0007'), '·]0;title·')
  t.equal(harmless('评估'), '评估')
})

t.test('several lines become one', async t => {
  t.equal(oneLine('no\r\n  contract\n'), 'no contract ')
})

t.test('json keeps what it says', async t => {
  const value = { reason: '\u001B[2J\u009B1A\u007F' }
  const text = harmlessJson(value)
  t.equal(harmless(text), text)
  t.same(JSON.parse(text), value)
})

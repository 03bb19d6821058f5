import t from 'tap'
import { pairs, table } from '../../src/cli/table.js'

t.test('columns stand under one another, wide characters and colours counted as they show', async t => {
  t.same(
    table(
      ['TASK', 'STATUS', 'TIME'],
      [
        ['评估', '\u001B[32mSUCCESS\u001B[39m', '1s'],
        ['psi', 'READY', ''],
      ],
    ),
    ['TASK  STATUS   TIME', '评估  \u001B[32mSUCCESS\u001B[39m  1s', 'psi   READY'],
  )
})

t.test('a row may have fewer cells than the head', async t => {
  t.same(table(['A', 'B'], [['1']]), ['A  B', '1'])
})

t.test('pairs leave out what has no value', async t => {
  t.same(
    pairs([
      ['job', 'j1'],
      ['reason', ''],
      ['flow', 'f'],
    ]),
    ['job   j1', 'flow  f'],
  )
  t.same(pairs([]), [])
})

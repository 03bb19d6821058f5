import t from 'tap'
import { Help } from '../../src/tui/help.js'
import { ALL_KEYS } from '../../src/tui/hints.js'
import { symbols } from '../../src/tui/symbols.js'
import { drawn } from './drawn.js'

t.test('at 80x24 all keys and all signs are to be seen', async t => {
  const rows = drawn(<Help area={{ columns: 80, rows: 21 }} />)
  const frame = rows.join('\n')
  t.equal(rows.length, 21)
  for (const [key, does] of ALL_KEYS) t.ok(frame.includes(key) && frame.includes(does), key)
  for (const sign of ['pending', 'ready', 'running', 'success', 'failed', 'stopped'] as const)
    t.ok(frame.includes(symbols[sign]), sign)
})

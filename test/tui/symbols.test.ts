import stringWidth from 'string-width'
import t from 'tap'
import { symbolsFor } from '../../src/tui/symbols.js'

t.test('Unicode unless the terminal or the locale says otherwise', async t => {
  const unicode = symbolsFor({})
  const ascii = symbolsFor({ TERM: 'linux' })
  t.not(unicode.running, ascii.running)
  t.equal(symbolsFor({ LANG: 'zh_CN.UTF-8' }), unicode)
  t.equal(symbolsFor({ LANG: 'en_US.utf8' }), unicode)
  t.equal(symbolsFor({ LANG: 'C' }), ascii)
  t.equal(symbolsFor({ LANG: 'C', LC_ALL: 'C.UTF-8' }), unicode)
  t.match(Object.values(ascii).join(''), /^[\x20-\x7e]*$/)
})

t.test('signs of the tables are one column wide, and each status has its own', async t => {
  for (const symbols of [symbolsFor({}), symbolsFor({ TERM: 'linux' })]) {
    const { up, down, enter, ...signs } = symbols
    for (const [name, sign] of Object.entries(signs)) t.equal(stringWidth(sign), 1, name)
    const { pending, ready, running, success, failed, stopped, unknown } = symbols
    t.equal(new Set([pending, ready, running, success, failed, stopped, unknown]).size, 7)
  }
})

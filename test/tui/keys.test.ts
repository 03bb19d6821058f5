import type { Key as InkKey } from 'ink'
import t from 'tap'
import { keysOf } from '../../src/tui/keys.js'

const NONE: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
}
const keys = (input: string, flags: Partial<InkKey> = {}) =>
  keysOf(input, { ...NONE, ...flags }).map(key => (key.name === 'character' ? `'${key.text}'` : key.name))

t.test('keys have one name each', async t => {
  t.same(keys('', { upArrow: true }), ['up'])
  t.same(keys('', { pageDown: true }), ['page down'])
  t.same(keys('', { return: true }), ['enter'])
  t.same(keys('', { escape: true, meta: true }), ['escape'])
  t.same(keys('', { delete: true }), ['backspace'])
  t.same(keys('G', { shift: true }), ["'G'"])
})

t.test('what is typed fast comes in one piece, and is taken apart', async t => {
  t.same(keys('jjk'), ["'j'", "'j'", "'k'"])
  t.same(keys('no way\r'), ["'n'", "'o'", "' '", "'w'", "'a'", "'y'", 'enter'])
  t.same(keys('条款\x7f'), ["'条'", "'款'", 'backspace'])
  t.same(keys('a\x03'), ["'a'", 'interrupt'])
})

t.test('a combination that means nothing here is no letter', async t => {
  t.same(keys('c', { ctrl: true }), ['interrupt'])
  t.same(keys('l', { ctrl: true }), ['redraw'])
  t.same(keys('s', { ctrl: true }), [])
  t.same(keys('q', { meta: true }), [])
  t.same(keys('\x01'), [])
})

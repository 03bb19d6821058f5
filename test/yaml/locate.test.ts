import t from 'tap'
import { parseYaml } from '../../src/yaml/parse.js'

const TEXT = `node_id: bank-a
peers:
  bank-b: { address: "10.0.0.2:9701" }
  bank-c:
    address: 10.0.0.3
list:
  - one
  - two: 2
empty:
0: zero
`

const at = (path: (string | number)[], what?: 'key' | 'value', text = TEXT) => {
  const { line, column, length } = parseYaml(text, 'f').positionOf(path, what)
  return `${line}:${column}+${length}`
}

t.test('a value, and its key', async t => {
  t.equal(at(['node_id']), '1:10+6')
  t.equal(at(['node_id'], 'key'), '1:1+7')
  t.equal(at(['peers', 'bank-b', 'address']), '3:22+15')
  t.equal(at(['list', 0]), '7:5+3')
  t.equal(at(['list', 1, 'two']), '8:10+1')
  t.equal(at(['0']), '10:4+4', 'a number as a key')
})

t.test('a collection: its braces, or the key above its lines', async t => {
  t.equal(at(['peers', 'bank-b']), '3:11+28')
  t.equal(at(['peers', 'bank-c']), '4:3+6')
  t.equal(at(['list', 1]), '8:5+6')
})

t.test('a key without a value is shown itself', async t => {
  t.equal(at(['empty']), '9:1+5')
})

t.test('what is not there is shown at its nearest ancestor', async t => {
  t.equal(at(['peers', 'bank-b', 'port']), '3:3+6')
  t.equal(at(['peers', 'bank-z', 'address', 'x']), '2:1+5')
  t.equal(at(['node_id', 'x']), '1:1+7')
  t.equal(at(['list', 7]), '6:1+4')
  t.equal(at(['nothing']), '1:1+1')
  t.equal(at([]), '1:1+1')
  t.equal(at(['a'], 'value', ''), '1:1+1')
})

t.test('through aliases and merge keys', async t => {
  const text = 'base: &b\n  x: 1\none: *b\ntwo:\n  <<: *b\n  y: 2\nthree:\n  <<: [{z: 5}, *b]\n'
  t.equal(at(['one'], 'value', text), '3:6+2')
  t.equal(at(['one', 'x'], 'value', text), '2:6+1')
  t.equal(at(['two', 'x'], 'value', text), '2:6+1')
  t.equal(at(['two', 'y'], 'value', text), '6:6+1')
  t.equal(at(['three', 'z'], 'value', text), '8:12+1')
  t.equal(at(['three', 'x'], 'value', text), '2:6+1')
  t.equal(at(['three', 'none'], 'value', text), '7:1+5')
})

t.test('a range over several lines ends with its first, also before CRLF', async t => {
  t.equal(at(['a'], 'value', 'a: [1,\r\n  2]\r\nb: 3\r\n'), '1:4+3')
  t.equal(at(['b'], 'value', 'a: [1,\r\n  2]\r\nb: 3\r\n'), '3:4+1')
})

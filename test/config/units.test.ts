import t from 'tap'
import {
  formatAddress,
  formatDuration,
  isLoopback,
  isWildcard,
  parseAddress,
  parseDuration,
} from '../../src/config/units.js'

t.test('durations', async t => {
  const good = {
    '500ms': 500,
    '10s': 10_000,
    '5m': 300_000,
    '2h': 7_200_000,
    '1d': 86_400_000,
    '1.5h': 5_400_000,
    '0s': 0,
  }
  for (const [text, ms] of Object.entries(good)) t.equal(parseDuration(text), ms, text)
  for (const text of ['', '10', 's', '10 s', '-1s', '1w', '1h30m', '1e3s', 'forever'])
    t.equal(parseDuration(text), undefined, text)
  t.equal(formatDuration(10_000), '10s')
  t.equal(formatDuration(5_400_500), '1h30m500ms')
  t.equal(formatDuration(86_400_000), '1d')
  t.equal(formatDuration(0), '0s')
})

t.test('addresses', async t => {
  t.same(parseAddress('127.0.0.1:9700'), { host: '127.0.0.1', port: 9700 })
  t.same(parseAddress('[::1]:9700'), { host: '::1', port: 9700 })
  t.same(parseAddress('auto:0'), { host: 'auto', port: 0 })
  t.same(parseAddress('node-1.bank.example:65535'), { host: 'node-1.bank.example', port: 65535 })
  for (const text of ['', '9700', ':9700', '127.0.0.1', 'a:65536', '::1:9700', 'http://a:1', 'a b:1', 'a:-1', 'a:1/']) {
    t.equal(parseAddress(text), undefined, text)
  }
  t.equal(formatAddress({ host: '::1', port: 1 }), '[::1]:1')
  t.equal(formatAddress({ host: 'a', port: 1 }), 'a:1')
})

t.test('loopback and wildcard', async t => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) t.ok(isLoopback(host), host)
  for (const host of ['0.0.0.0', '10.0.0.1', '127.evil.example', '::', 'auto']) t.notOk(isLoopback(host), host)
  t.ok(isWildcard('0.0.0.0') && isWildcard('::'))
  t.notOk(isWildcard('127.0.0.1'))
})

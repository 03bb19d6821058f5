import t from 'tap'
import { type PeerEntry, parsePeerAddress, peerSettings } from '../../src/config/peers.js'

const row = (entry: Partial<PeerEntry>) => peerSettings('b', { address: 'http://b:1', preset: 'isched', ...entry })

t.test('presets', async t => {
  const base = { nodeId: 'b', address: 'http://b:1', headers: 'hyphens' }
  const isched = { preset: 'isched', edition: '1.2', successCode: 0, confirms: true, pushes: true, stop: 'job' }
  const fateFlow = { preset: 'fate-flow', edition: '1.2', successCode: 0, confirms: false, pushes: false, stop: 'job' }
  const kuscia = { preset: 'kuscia', edition: '1.0', successCode: 200, confirms: false, pushes: false, stop: 'task' }
  t.same(row({}), { ...base, ...isched })
  t.same(row({ preset: 'fate-flow' }), { ...base, ...fateFlow })
  t.same(row({ preset: 'kuscia' }), { ...base, ...kuscia })
})

t.test('single settings stand over the preset', async t => {
  t.match(row({ preset: 'kuscia', confirms: true, stop: 'job' }), { confirms: true, stop: 'job', pushes: false })
  t.match(row({ preset: 'fate-flow', successCode: 200 }), { successCode: 200 })
  t.match(row({ headers: 'underscores' }), { headers: 'underscores' })
})

t.test('isched answers in the edition that it is called in', async t => {
  t.equal(row({ edition: '1.0' }).successCode, 200)
  t.equal(row({ edition: '1.0', successCode: 0 }).successCode, 0)
  t.equal(row({ preset: 'fate-flow', edition: '1.0' }).successCode, 0)
  t.equal(row({ preset: 'kuscia', edition: '1.2' }).successCode, 200)
})

t.test('addresses', async t => {
  const good = {
    '10.0.0.2:9701': 'http://10.0.0.2:9701',
    'bank-b.example:9701/': 'http://bank-b.example:9701',
    'http://10.0.0.2:9701/': 'http://10.0.0.2:9701',
    'https://bank-b.example': 'https://bank-b.example',
    'https://gateway.example/bank-b/': 'https://gateway.example/bank-b',
    '[fd00::1]:9701': 'http://[fd00::1]:9701',
  }
  for (const [text, address] of Object.entries(good)) t.same(parsePeerAddress(text), { address }, text)
  for (const text of [
    '',
    'bank-b',
    '10.0.0.2',
    'ftp://b:1',
    'http://',
    'http://u:p@b:1',
    'http://b:1/?x=1',
    'http://b:1/#x',
    'b:99999',
  ]) {
    t.ok('problem' in parsePeerAddress(text), text)
  }
})

import t from 'tap'
import { didYouMean } from '../../src/yaml/suggest.js'

const FIELDS = ['node_id', 'peers', 'address', 'listen', 'runner']

t.test('names the candidate that is nearest', async t => {
  t.equal(didYouMean('adress', FIELDS), 'address')
  t.equal(didYouMean('lisetn', FIELDS), 'listen')
  t.equal(didYouMean('nmae', ['name', 'kind']), 'name')
})

t.test('letter case, underscores and hyphens count for nothing', async t => {
  t.equal(didYouMean('nodeId', FIELDS), 'node_id')
  t.equal(didYouMean('NODE-ID', FIELDS), 'node_id')
})

t.test('is silent where nothing is near', async t => {
  t.equal(didYouMean('colour', FIELDS), undefined)
  t.equal(didYouMean('x', ['a', 'b']), undefined)
  t.equal(didYouMean('anything', []), undefined)
})

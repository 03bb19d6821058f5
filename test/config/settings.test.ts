import t from 'tap'
import { fileSchema } from '../../src/config/settings.js'

/** The paths of what is wrong in a file's value. */
function wrong(value: unknown): string[] {
  const { error } = fileSchema.safeParse(value)
  return (error?.issues ?? []).map(issue => (issue.code === 'unrecognized_keys' ? issue.keys : issue.path).join('.'))
}

t.test('the node id is the only field that must be there', async t => {
  t.same(wrong({ node_id: 'a' }), [])
  t.same(wrong({}), ['node_id'])
  t.same(wrong(null), ['node_id'])
})

t.test('a section may stand there with nothing in it', async t => {
  const { data } = fileSchema.safeParse({
    node_id: 'a',
    listen: null,
    peers: null,
    runner: { docker: null },
    system: null,
  })
  t.match(data, { listen: { platform: { port: 9700 } }, peers: {}, runner: { docker: { network: 'bridge' } } })
})

t.test('ids', async t => {
  for (const id of ['a', '10000', 'bank-a', 'bank.a_1', 'x'.repeat(128)]) t.same(wrong({ node_id: id }), [], id)
  for (const id of ['', '-a', '../a', 'a b', 'a/b', '\u94f6\u884c', 'x'.repeat(129), 5])
    t.same(wrong({ node_id: id }), ['node_id'], `${id}`)
  t.match(fileSchema.safeParse({ node_id: 10000 }).error?.issues[0]?.message, 'write it in quotes, "10000"')
  t.same(wrong({ node_id: 'a', peers: { '../b': 'b:1' } }), ['peers.../b'])
})

t.test('an edition that YAML reads as a number is taken for what it says', async t => {
  const edition = (value: unknown) =>
    fileSchema.safeParse({ node_id: 'a', peers: { b: { address: 'b:1', edition: value } } }).data?.peers.b
  t.match(edition(1.2), { edition: '1.2' })
  t.match(edition(1), { edition: '1.0' })
  t.equal(edition(1.1), undefined)
})

t.test('what is out of bounds', async t => {
  t.same(wrong({ node_id: 'a', runner: { capacity: { instances: 0, cpu: 0, memory: -1 } } }), [
    'runner.capacity.instances',
    'runner.capacity.cpu',
    'runner.capacity.memory',
  ])
  t.same(wrong({ node_id: 'a', polling: { interval: '0s' }, patience: '0s', peer_timeout: 'x' }), [
    'polling.interval',
    'peer_timeout',
    'patience',
  ])
  t.same(wrong({ node_id: 'a', runner: { stop_grace: '0s' } }), [], 'no grace is a choice')
  t.same(wrong({ node_id: 'a', nodes: 1 }), ['nodes'])
})

import t from 'tap'
import { peerSettings } from '../../src/config/peers.js'
import { peerViews, troubleSentence } from '../../src/peers/view.js'
import { clientTo, nowhere, scripted } from './scripted.js'

t.test('trouble in a sentence', async t => {
  t.equal(troubleSentence({}, 0), undefined)
  const trouble = { trouble: 'connect ECONNREFUSED', troubleSince: 1000 }
  t.equal(troubleSentence(trouble, 1000), 'unreachable for 0s, retrying: connect ECONNREFUSED')
  t.equal(troubleSentence(trouble, 31_000), 'unreachable for 30s, retrying: connect ECONNREFUSED')
  t.equal(troubleSentence(trouble, 1000 + 200_000), 'unreachable for 3m, retrying: connect ECONNREFUSED')
  t.equal(
    troubleSentence({ trouble: 'x', troubleSince: 5000 }, 1000),
    'unreachable for 0s, retrying: x',
    'a clock set back',
  )
})

t.test('the route table, with what was last seen of each', async t => {
  const row = (preset: 'isched' | 'kuscia') => ({ peer: peerSettings('peer', { address: 'http://x', preset }) })
  const good = await scripted(t, {})
  const client = good.client({ now: () => 1000 })
  t.notOk('last_answer_at' in (peerViews(row('isched'), client, 1000)[0] ?? {}))
  await client.post('peer', 'job/start', '{}', 'x')
  t.match(peerViews(row('kuscia'), client, 1000), [
    {
      node_id: 'peer',
      address: 'http://x',
      preset: 'kuscia',
      edition: '1.0',
      success_code: 200,
      confirms: false,
      pushes: false,
      stop: 'task',
      last_answer_at: '1970-01-01T00:00:01.000Z',
    },
  ])
  const away = clientTo(t, await nowhere(), { now: () => 1000 })
  await t.rejects(away.post('peer', 'job/start', '{}', 'x'))
  t.match(peerViews(row('isched'), away, 4000), [{ trouble: /^unreachable for 3s, retrying: .*ECONNREFUSED/ }])
})

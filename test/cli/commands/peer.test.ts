import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { CREATED_AT, NOW, peer } from '../views.js'

t.test('list: the route table, and what was last seen', async t => {
  const daemon = await startDaemon(t)
  daemon.peers = [
    peer({ last_answer_at: CREATED_AT }),
    peer({ node_id: 'bank-c', preset: 'kuscia', edition: '1.0', trouble: 'refused' }),
  ]
  t.same((await runIn({ env: daemon.env, now: NOW }, 'peer', 'list')).out.split('\n'), [
    'PEER    ADDRESS               PRESET  EDITION  LAST ANSWER',
    'bank-b  http://10.0.0.2:9701  isched  1.2      3m ago',
    'bank-c  http://10.0.0.2:9701  kuscia  1.0      never        refused',
    '',
  ])
  t.equal((await runIn({ env: daemon.env }, 'peer', 'list', '-o', 'name')).out, 'bank-b\nbank-c\n')
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'peer', 'list', '-o', 'json')).out), { peers: [{}, {}] })
})

t.test('check: all of them, or those that are named; one away is exit code 4', async t => {
  const daemon = await startDaemon(t)
  daemon.peers = [peer(), peer({ node_id: 'bank-c' }), peer({ node_id: 'bank-d' })]
  daemon.checks.set('bank-b', {
    node_id: 'bank-b',
    reachable: true,
    latency_ms: 3.4,
    clock_difference_ms: -4000,
    detail: 'isched 0.1.0',
  })
  daemon.checks.set('bank-c', { node_id: 'bank-c', reachable: false, detail: 'connection refused' })
  daemon.checks.set('bank-d', { node_id: 'bank-d', reachable: true, clock_difference_ms: 900, detail: '' })
  const all = await runIn({ env: daemon.env }, 'peer', 'check')
  t.equal(all.exitCode, 4)
  t.same(all.out.split('\n'), [
    'PEER                 ROUND TRIP  CLOCK',
    'bank-b  reachable    3 ms        4s behind  isched 0.1.0',
    'bank-c  unreachable                         connection refused',
    'bank-d  reachable                in step',
    '',
  ])
  t.equal((await runIn({ env: daemon.env }, 'peer', 'check', 'bank-b', 'bank-d')).exitCode, 0)
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'peer', 'check', 'bank-b', '-o', 'json')).out), {
    checks: [{ reachable: true }],
  })
  t.match(await runIn({ env: daemon.env }, 'peer', 'check', 'nobody'), { exitCode: 2, err: /no peer nobody/ })
})

t.test('check: how one speaks, where it is named, and always the setting that would fit better', async t => {
  const daemon = await startDaemon(t)
  daemon.peers = [peer(), peer({ node_id: 'bank-c' })]
  const recommendation = 'it speaks as kuscia does, and is set to isched: set "preset: kuscia"'
  daemon.checks.set('bank-b', {
    node_id: 'bank-b',
    reachable: true,
    detail: 'it answers: code 400',
    speaks: 'kuscia',
    edition: '1.0',
    success_code: 200,
    routes: { 'job/status_all': 'served', 'task/poll': 'served', 'job/create': 'unknown' },
    repeats: 'a repeat is safe',
    recommendation,
  })
  daemon.checks.set('bank-c', { node_id: 'bank-c', reachable: true, detail: '', routes: {}, repeats: 'not known' })
  t.same((await runIn({ env: daemon.env }, 'peer', 'check')).out.split('\n').slice(1), [
    'bank-b  reachable                     it answers: code 400',
    'bank-c  reachable',
    `bank-b: ${recommendation}`,
    '',
  ])
  t.same((await runIn({ env: daemon.env }, 'peer', 'check', 'bank-b')).out.split('\n').slice(2), [
    'speaks as         kuscia',
    'edition           1.0',
    'success code      200',
    'serves            job/status_all, task/poll',
    'does not tell of  job/create',
    'repeats           a repeat is safe',
    `bank-b: ${recommendation}`,
    '',
  ])
  t.match((await runIn({ env: daemon.env }, 'peer', 'check', 'bank-c')).out, /speaks as +no preset\n/)
})

t.test('check: one of our kind, that is set as it speaks', async t => {
  const daemon = await startDaemon(t)
  daemon.peers = [peer()]
  const seen = {
    node_id: 'bank-b',
    reachable: true,
    detail: '',
    speaks: 'isched' as const,
    routes: {},
    repeats: 'safe',
  }
  daemon.checks.set('bank-b', seen)
  const { out } = await runIn({ env: daemon.env }, 'peer', 'check', 'bank-b')
  t.match(out, /edition +either, as this node stands in its peers\n/)
  t.match(out, /setting +fits\n/)
})

t.test('a node without peers', async t => {
  const daemon = await startDaemon(t)
  daemon.peers = []
  for (const verb of ['list', 'check'])
    t.match(await runIn({ env: daemon.env }, 'peer', verb), { exitCode: 0, err: /no peers/ })
})

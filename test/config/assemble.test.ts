import t from 'tap'
import { assembleSettings } from '../../src/config/assemble.js'
import { fileSchema } from '../../src/config/settings.js'

const settings = (more: object = {}) => assembleSettings(fileSchema.parse({ node_id: 'a', ...more }), '/etc/isched')

t.test('the defaults', async t => {
  t.strictSame(JSON.parse(JSON.stringify(settings())), {
    nodeId: 'a',
    instId: 'a',
    dataDirectory: '/etc/isched/data',
    componentsDirectory: '/etc/isched/components.d',
    listen: {
      platform: { host: '127.0.0.1', port: 9700 },
      interconn: { host: '0.0.0.0', port: 9701 },
      callback: { host: 'auto', port: 0 },
    },
    peers: {},
    approval: 'auto',
    runner: {
      kind: 'auto',
      docker: { socket: '/var/run/docker.sock', network: 'bridge', volumes: [] },
      process: { images: {} },
      capacity: {},
      stopGraceMs: 10_000,
    },
    system: { storage: '', transport: '' },
    parameters: 'lenient',
    logLevel: 'info',
    polling: { intervalMs: 1000, safetyNetMs: 30_000 },
    peerTimeoutMs: 10_000,
    patienceMs: 86_400_000,
    deadlines: {},
  })
})

t.test('everything that can be set', async t => {
  const all = settings({
    inst_id: 'bank',
    data_directory: '/var/lib/isched',
    scheduler: 'a',
    runner: { capacity: { instances: 2, cpu: 1.5, memory: 4 } },
    system: { storage: 's', transport: 't', compute: 'c' },
    deadlines: { approval: '1d', task: '1h', silent_peer: '5m' },
  })
  t.match(all, {
    instId: 'bank',
    dataDirectory: '/var/lib/isched',
    scheduler: 'a',
    runner: { capacity: { instances: 2, cpu: 1.5, memory: 4 } },
    system: { storage: 's', transport: 't', compute: 'c' },
    deadlines: { approvalMs: 86_400_000, taskMs: 3_600_000, silentPeerMs: 300_000 },
  })
})

t.test('a peer is an address, or an address and its manners', async t => {
  const { peers } = settings({ peers: { b: 'b:1', c: { address: 'https://c/', preset: 'kuscia', pushes: true } } })
  t.match(peers.b, { nodeId: 'b', address: 'http://b:1', preset: 'isched', edition: '1.2' })
  t.match(peers.c, {
    nodeId: 'c',
    address: 'https://c',
    preset: 'kuscia',
    edition: '1.0',
    pushes: true,
    confirms: false,
  })
})

t.test('a name that every object has is no peer', async t => {
  const { peers, runner } = settings({ peers: { b: 'b:1' } })
  t.equal(peers.constructor, undefined)
  t.equal(runner.process.images.toString, undefined)
})

t.test('relative paths are taken from the folder of the file', async t => {
  const { runner } = settings({
    runner: {
      docker: { socket: 'unix:///run/docker.sock', volumes: ['./data:/data:ro', '../x:/x', 'named:/n', '/a:/a'] },
      process: {
        images: {
          one: ['node', './x.js'],
          two: ['./bin/two'],
          three: { command: ['./three'], working_directory: 'work' },
          four: { command: ['/bin/four'] },
        },
      },
    },
  })
  t.equal(runner.docker.socket, '/run/docker.sock')
  t.same(runner.docker.volumes, ['/etc/isched/data:/data:ro', '/etc/x:/x', 'named:/n', '/a:/a'])
  t.same(
    { ...runner.process.images },
    {
      one: { command: ['node', './x.js'] },
      two: { command: ['/etc/isched/bin/two'] },
      three: { command: ['/etc/isched/work/three'], workingDirectory: '/etc/isched/work' },
      four: { command: ['/bin/four'] },
    },
  )
})

import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../src/config/load.js'
import { report, withoutSecrets } from '../../src/ischedd/check.js'
import { testIo } from './helpers.js'

const COMPONENT = {
  imageUrl: 'example/psi:1.0',
  componentName: 'psi',
  provider: 'acme',
  version: '1.0',
  roleList: ['guest', 'host'],
}

type Tap = Pick<typeof t, 'testdir'>

async function reported(t: Tap, text: string, components: Record<string, string> = {}) {
  const folder = t.testdir({ 'ischedd.yaml': text, 'components.d': components })
  const { settings } = await readSettings(join(folder, 'ischedd.yaml'))
  if (settings === undefined) throw new Error('the settings have mistakes')
  const { text: said, wouldStart } = await report(settings, 'SOURCE', testIo())
  return { said: said.replaceAll(folder, 'FOLDER').replace(/ +/g, ' '), wouldStart }
}

t.test('says what the daemon would do', async t => {
  const { said, wouldStart } = await reported(
    t,
    `node_id: bank-a
inst_id: A Bank
listen: {callback: 127.0.0.1:9702}
peers:
  b: b:1
  kuscia-c: {address: https://c, preset: kuscia}
scheduler: b
approval: manual
parameters: strict
deadlines: {task: 12h}
runner:
  kind: process
  process: {images: {example/psi:1.0: [sh]}}
  capacity: {instances: 2, cpu: 1.5}
  stop_grace: 5s
system: {storage: "s3://h:1?username=u&password=secret", transport: 10.0.0.9:9377, compute: x}
`,
    {
      'psi.json': JSON.stringify(COMPONENT),
      'lr.yaml': JSON.stringify({ ...COMPONENT, componentName: 'lr', imageUrl: 'none:1' }),
      'bad.yaml': '{}',
    },
  )
  t.ok(wouldStart)
  for (const line of [
    'Settings SOURCE',
    'Node bank-a of the institution A Bank',
    'Data FOLDER/data (will be made)',
    "Listeners platform 127.0.0.1:9700, for this node's users, with the token in FOLDER/data/platform.token",
    ' interconn 0.0.0.0:9701, for the peers',
    ' callback 127.0.0.1, port 9702, for running components',
    'Runner process: runner.kind says process',
    'Components 2 in FOLDER/components.d, besides those that were registered',
    'Told to them storage s3://h:1?username=u&password=***',
    ' compute x',
    'Peers b http://b:1, isched: edition 1.2, success 0, confirms, pushes, stopped by job/stop',
    ' kuscia-c https://c, kuscia: edition 1.0, success 200, its answer is its approval, is polled, stopped by task/stop',
    'Jobs those of peers wait for "isched approve"',
    ' those of this node are driven by the peer b, where they name no other',
    ' parameters that break their rules: refused',
    ' deadlines: task 12h',
  ]) {
    t.ok(
      said.split('\n').some(one => one.startsWith(line)),
      line,
    )
  }
  t.match(said, /at once at most 2 instances, 1\.5 cores, .* GiB; 5s to end when stopped/)
  t.match(said, /psi 1\.0.*: example\/psi:1\.0\n/)
  t.match(said, /lr 1\.0.*: none:1; .*none:1/, 'an image that is not here')
  t.match(said, /not read: FOLDER\/components\.d\/bad\.yaml: /)
})

t.test('the shortest file', async t => {
  const { said } = await reported(t, 'node_id: a\nrunner: {kind: process}\n')
  t.match(said, /Node a\n/)
  t.match(said, /callback loopback, and where containers reach it, a port chosen at the first start/)
  t.match(said, /Peers none: only jobs of this node alone can run\n/)
  t.match(said, /storage nothing\n/)
  t.match(said, /deadlines: none\n/)
  t.match(said, /those of this node are driven by this node/)
})

t.test('why processes, where auto finds no engine', async t => {
  const { said, wouldStart } = await reported(t, 'node_id: a\nrunner: {docker: {socket: ./none.sock}}\n')
  t.match(said, /Runner process: no engine answers at FOLDER\/none\.sock: .+\n/)
  t.ok(wouldStart)
})

t.test('no engine where one is asked for', async t => {
  const { said, wouldStart } = await reported(t, 'node_id: a\nrunner: {kind: docker, docker: {socket: ./none.sock}}\n')
  t.match(said, /Runner none: the daemon would not start\. No Docker engine answers/)
  t.notOk(wouldStart)
})

t.test('passwords are not shown', async t => {
  t.equal(withoutSecrets('s3://u:p@h:1/x'), 's3://u:***@h:1/x')
  t.equal(withoutSecrets('s3://h?accessKeyId=a&SecretKey=b&x=1'), 's3://h?accessKeyId=***&SecretKey=***&x=1')
  t.equal(withoutSecrets('10.0.0.1:9377'), '10.0.0.1:9377')
})

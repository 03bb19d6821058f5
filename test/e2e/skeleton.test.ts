/** From descriptors to a job that succeeds: registered, made a skeleton of, filled in, linted and submitted, as a user does it. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import type { RelayModule } from '../fixtures/parties.js'
import { fixture, fromRoot } from '../fixtures/root.js'
import { startNodes } from '../helpers/daemon.js'

t.setTimeout(300_000)

const PARTIES = ['guest', 'host', 'arbiter'] as const
const storage = t.testdir({ guest: { demo: {} }, host: { demo: {} }, arbiter: { demo: {} } })
for (const party of ['guest', 'host']) {
  const file = `penguins_${party}.csv`
  cpSync(fromRoot('fixtures/demo/data', file), join(storage, party, 'demo', file))
}

const { startRelay } = await fixture<RelayModule>('relay/relay.mjs')
const relays = await Promise.all(
  PARTIES.map(party => startRelay({ nodeId: `${party}-node`, listen: [{ host: '127.0.0.1', port: 0 }] })),
)
for (const relay of relays)
  for (const [index, party] of PARTIES.entries())
    relay.peers[`${party}-node`] = `http://127.0.0.1:${relays[index]?.port}`
t.teardown(() => Promise.all(relays.map(relay => relay.close())))

function optionsOf(party: (typeof PARTIES)[number]) {
  const command = [process.execPath, fromRoot('fixtures/demo/components/main.mjs')]
  return {
    settings: {
      system: {
        storage: pathToFileURL(join(storage, party)).href,
        transport: `127.0.0.1:${relays[PARTIES.indexOf(party)]?.port}`,
      },
      runner: { process: { images: { 'isched-demo/components:1.0.0': command } } },
    },
  }
}

const nodes = await startNodes(t, {
  'guest-node': optionsOf('guest'),
  'host-node': optionsOf('host'),
  'arbiter-node': optionsOf('arbiter'),
})
const guest = nodes['guest-node']

t.test("the demo's job, from nothing but its components", async t => {
  for (const node of Object.values(nodes)) {
    const registered = await node.isched('component', 'register', fromRoot('fixtures/demo/components.d'))
    t.equal(registered.code, 0, registered.stderr)
  }
  const path = join(guest.folder, 'job.yaml')
  const made = await guest.isched('skeleton', 'psi', 'linear_regression', 'evaluation', '-o', path)
  t.match(made, { code: 0, stderr: /2 places are marked TODO/ })

  const text = readFileSync(path, 'utf8')
  for (const [role, is] of [
    ['guest', 'this node'],
    ['host', 'a peer'],
    ['arbiter', 'a peer'],
  ])
    t.match(text, `  ${role}: ${role}-node # ${is}\n`)
  const filled = text
    .replace(/guest: \{ dataset_id: .*/, 'guest: { dataset_id: "demo#penguins_guest" }')
    .replace(/host: \{ dataset_id: .*/, 'host: { dataset_id: "demo#penguins_host" }')
    // The default keeps nothing back for the evaluation.
    .replace('test_share: 0', 'test_share: 0.2')
  t.notMatch(filled.replace(/^#.*$/gm, ''), /TODO/)
  writeFileSync(path, filled)

  const linted = await guest.isched('lint', path)
  t.same(linted, { code: 0, stdout: `${path}: good: 3 tasks on 3 nodes\n`, stderr: '' })
  const ran = await guest.isched('submit', path, '--wait')
  t.equal(ran.code, 0, `${ran.stdout}${ran.stderr}`)
  t.match(await guest.isched('logs', '--task', 'evaluation'), { code: 0, stdout: /R2/ })
})

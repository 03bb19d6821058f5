import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Registry } from '../../../src/components/registry.js'
import { bodyFile, peerFile } from '../../helpers/peer-files.js'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'

const ROUTE = '/v1/platform/schedule/component/register'
const DESCRIPTOR = 'imageUrl: demo:1\ncomponentName: psi\nprovider: isched\nversion: 1.0.0\nroleList: [guest]\n'

t.test('what is good is sent, with all that it says', async t => {
  const daemon = await startDaemon(t)
  const ran = await runIn({ env: daemon.env, stdin: `${DESCRIPTOR}UIType: input\n` }, 'component', 'register', '-')
  t.match(ran, { exitCode: 0, out: 'isched/psi@1.0.0 registered with the image demo:1\n' })
  t.same(daemon.called(ROUTE)[0]?.body, {
    imageUrl: 'demo:1',
    component_info: {
      componentName: 'psi',
      provider: 'isched',
      version: '1.0.0',
      roleList: ['guest'],
      UIType: 'input',
    },
  })
})

t.test('the image of the command line counts', async t => {
  const daemon = await startDaemon(t)
  const stdin = DESCRIPTOR.replace(/^imageUrl.*\n/, '')
  const { out } = await runIn(
    { env: daemon.env, stdin },
    ...['component', 'register', '-', '--image', 'x:2', '-o', 'json'],
  )
  t.same(JSON.parse(out), { registered: ['isched/psi@1.0.0'] })
  t.equal(daemon.called(ROUTE)[0]?.body.imageUrl, 'x:2')
})

t.test('one bad file, and nothing is sent; what is wrong in any of them is said', async t => {
  const daemon = await startDaemon(t)
  const directory = t.testdir({
    'good.yaml': DESCRIPTOR,
    'bad.yaml': 'imageUrl: a\ncomponentName: psi\n',
    'worse.json': '[{',
  })
  const ran = await runIn({ env: daemon.env }, 'component', 'register', directory)
  t.match(ran, { exitCode: 2, out: '', err: /bad\.yaml:.*"roleList" is missing.*worse\.json:1:/s })
  t.match(ran.err, /\nNothing was registered\.\n$/)
  t.same(daemon.called(ROUTE), [])
})

t.test('a component that is described twice: the last one is sent last', async t => {
  const daemon = await startDaemon(t)
  const directory = t.testdir({ 'a.yaml': DESCRIPTOR, 'b.yaml': DESCRIPTOR.replace('demo:1', 'demo:2') })
  const ran = await runIn({ env: daemon.env }, 'component', 'register', directory)
  t.match(ran, { exitCode: 0, err: /b\.yaml:2:16: warning: psi 1\.0\.0 by isched is described in .*a\.yaml:2, too/ })
  t.same(
    daemon.called(ROUTE).map(({ body }) => body.imageUrl),
    ['demo:1', 'demo:2'],
  )
})

t.test('a file without a component', async t => {
  const daemon = await startDaemon(t)
  t.match(await runIn({ env: daemon.env, stdin: '[]' }, 'component', 'register', '-'), {
    exitCode: 2,
    err: /There is no component in <stdin>/,
  })
})

const info = { componentName: 'psi', provider: 'isched', version: '1.0.0', roleList: ['guest'], extra: [1] }
const FORMS: Record<string, unknown> = {
  'the body of component/register': { imageUrl: 'psi:1', component_info: info },
  'the same in the other spelling': { image_url: 'psi:1', componentInfo: info },
  'a bare ComponentInfo': { imageUrl: 'psi:1', ...info },
  'a provider file': {
    name: 'isched',
    device: 'docker',
    version: '1.0.0',
    metadata: { image: 'psi:1' },
    components_description: { psi: info, lr: { ...info, componentName: 'lr' } },
  },
  'a list': [
    { imageUrl: 'psi:1', ...info },
    { imageUrl: 'lr:1', component_info: { ...info, componentName: 'lr' } },
  ],
}

/** What is registered from a file, and what the daemon finds where the same file lies in its folder. */
async function bothWays(t: Test, text: string) {
  const daemon = await startDaemon(t)
  const directory = t.testdir({ 'file.json': text, folder: { 'file.json': text } })
  const ran = await runIn({ env: daemon.env }, 'component', 'register', join(directory, 'file.json'))
  const registered = daemon.called(ROUTE).map(({ body }) => ({ imageUrl: body.imageUrl, info: body.component_info }))
  const registry = new Registry('', join(directory, 'folder'))
  const problems = await registry.reload()
  return { ran, registered, problems, found: registry.all().map(({ imageUrl, info }) => ({ imageUrl, info })) }
}

for (const [name, value] of Object.entries(FORMS)) {
  t.test(`registered and in the folder, it is the same: ${name}`, async t => {
    const { ran, registered, problems, found } = await bothWays(t, JSON.stringify(value))
    t.equal(ran.exitCode, 0, ran.err)
    t.strictSame(problems, [])
    t.ok(registered.length > 0)
    t.same(found, registered)
  })
}

for (const file of [
  bodyFile('components.json'),
  peerFile('fate-flow.unionpay.components.json'),
  peerFile('fate-flow.fate.components.json'),
]) {
  t.test(`registered and in the folder, it is the same: ${file.name}`, { skip: file.skip }, async t => {
    const { ran, registered, problems, found } = await bothWays(t, file.text())
    t.match(ran, { exitCode: 0, err: '' })
    t.strictSame(problems, [])
    t.ok(registered.length > 1)
    t.same(found, registered)
  })
}

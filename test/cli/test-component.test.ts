import { join } from 'node:path'
import t from 'tap'
import { readTestComponent } from '../../src/cli/test-component.js'
import { terminal } from './terminal.js'

const read = (given: string, edition: '1.0' | '1.2' = '1.2') => readTestComponent(given, 'guest', edition, terminal())

t.test('by its name', async t => {
  t.match(await read('acme/psi@1.0'), {
    label: 'acme/psi@1.0',
    name: { componentName: 'psi', module_name: 'psi', code: 'psi', provider: 'acme', version: '1.0' },
    params: {},
  })
  t.match(await read('psi@1.0', '1.0'), { name: { provider: '' } })
  await t.rejects(read('psi'), /which version/)
  await t.rejects(read('psi@1.0'), /edition 1\.2 demands/)
})

t.test('by its descriptor: a ComponentInfo, or the body of component/register', async t => {
  const info =
    'componentName: psi\nprovider: acme\nversion: 1.0\nroleList: [host]\noutputData: [{name: rows, category: model}]\n'
  const nested = `imageUrl: x\ncomponent_info:\n${info.replace(/^/gm, '  ')}`
  const dir = t.testdir({ 'bare.yaml': info, 'nested.yaml': nested, 'bad.yaml': 'provider: acme\n', 'list.json': '[]' })
  for (const file of ['bare.yaml', 'nested.yaml']) {
    t.match(await read(join(dir, file)), {
      name: { version: '1.0', provider: 'acme' },
      roleList: ['host'],
      outputs: [{ key: 'rows', type: 'model' }],
    })
  }
  await t.rejects(read(join(dir, 'bad.yaml')), /bad\.yaml is no ComponentInfo: componentName: /)
  await t.rejects(read(join(dir, 'list.json')), /belongs here/)
  await t.rejects(read(join(dir, 'nowhere.yaml')), /there is no such file/)
})

t.test('by a task, as in a job file', async t => {
  const dir = t.testdir({
    'task.yaml':
      'component: acme/sleep@1.0\nparams:\n  common: {seconds: 600}\n  guest: {label: y}\noutput: rows\nroleList: [guest]\n',
    'codes.yaml': 'code: ss-lr\nmodule_name: ss_lr\nversion: v1\nparams: {}\n',
    'slip.yaml': 'component: acme/sleep@1.0\nparms: {}\noutput: rows\n',
    'broken.yaml': 'component: [\n',
  })
  t.match(await read(join(dir, 'task.yaml')), {
    label: 'acme/sleep@1.0',
    roleList: ['guest'],
    outputs: [{ key: 'rows', type: 'dataset' }],
    params: { common: { seconds: 600 }, 'guest.0': { label: 'y' } },
  })
  t.match(await read(join(dir, 'codes.yaml'), '1.0'), {
    name: { code: 'ss-lr', module_name: 'ss_lr', componentName: 'ss_lr', version: 'v1' },
  })
  await t.rejects(read(join(dir, 'slip.yaml')), /there is no "parms" in a task/)
  await t.rejects(read(join(dir, 'broken.yaml')), /broken\.yaml can't be used/)
})

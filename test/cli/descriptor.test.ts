import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { Context } from '../../src/cli/context.js'
import { describeComponent, readDescriptor } from '../../src/cli/descriptor.js'
import { terminal } from './terminal.js'
import { component } from './views.js'

const FLAT = `imageUrl: isched-demo:1
componentName: psi
provider: isched
version: 1.10
roleList: [guest, host]
vendorsOwn: {kept: true}
`

async function read(text: string, image?: string) {
  const io = terminal({ stdin: text })
  return { registration: await readDescriptor(new Context(io, {}), '-', image), err: io.err() }
}

t.test('the fields may stand side by side, or under component_info', async t => {
  const wanted = {
    imageUrl: 'isched-demo:1',
    component_info: {
      componentName: 'psi',
      provider: 'isched',
      version: '1.10',
      roleList: ['guest', 'host'],
      vendorsOwn: { kept: true },
    },
  }
  t.match((await read(FLAT)).registration, wanted)
  const nested = `imageUrl: isched-demo:1\ncomponent_info:\n${FLAT.split('\n')
    .slice(1)
    .map(line => `  ${line}`)
    .join('\n')}`
  t.match((await read(nested)).registration, wanted)
})

t.test('the image of the command line counts', async t => {
  t.equal((await read(FLAT, 'other:2')).registration?.imageUrl, 'other:2')
  t.equal((await read(FLAT.replace(/^imageUrl.*\n/, ''), 'other:2')).registration?.imageUrl, 'other:2')
})

t.test('what is wrong is shown where it stands', async t => {
  const { registration, err } = await read('componentName: psi\nprovider: isched\nversion: 1\nroleList: guest\n')
  t.equal(registration, undefined)
  t.match(err, /<stdin>:4:1\d: error: .*list.*\n +4 \| roleList: guest\n/)
  t.match(err, /"imageUrl" is missing/)
  t.match((await read('a: [')).err, /^<stdin>:1:\d+: error/)
  t.match((await read('just words')).err, /error: expected a mapping/)
})

t.test('a descriptor is shown in sections; what is none shows nothing', async t => {
  const plain = (_: string, text: string) => text
  const lines = describeComponent(component().component_info, plain)
  for (const line of ['id         string  required           id column', 'common  dataset', '1       no common rows'])
    t.ok(lines.includes(line), line)
  t.same(describeComponent({ componentName: 'psi' }, plain), [])
})

const VENDORS = '/work/shared/peers/fate-flow.unionpay.components.json'
t.test(
  "a vendor's own descriptors",
  { skip: existsSync(VENDORS) ? false : 'the peers’ files are not here' },
  async t => {
    const { components_description } = JSON.parse(await readFile(VENDORS, 'utf8'))
    for (const info of Object.values(components_description)) {
      const { registration, err } = await read(JSON.stringify(info), 'unionpay:2.0.0')
      t.ok(registration, err)
    }
  },
)

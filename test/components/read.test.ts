/** Descriptors in every form that vendors write them in. */
import t from 'tap'
import { DESCRIPTOR_FILE, readDescriptors, registrationsOf } from '../../src/components/read.js'
import { parseYaml } from '../../src/yaml/parse.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'

const info = { componentName: 'psi', provider: 'isched', version: '1.0.0', roleList: ['guest'] }

function read(value: unknown, options = {}) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
  return readDescriptors(parseYaml(text, 'psi.json'), options)
}

function said(value: unknown, options = {}): string[] {
  return read(value, options).problems.map(({ severity, line, message }) => `${line} ${severity}: ${message}`)
}

t.test('the body of component/register', async t => {
  const file = read({ imageUrl: 'psi:1', component_info: { ...info, vendors: { own: true } } })
  t.strictSame(file.problems, [])
  t.strictSame(registrationsOf(file), [{ imageUrl: 'psi:1', component_info: { ...info, vendors: { own: true } } }])
  t.strictSame(file.components[0]?.at, ['component_info'])
})

t.test('the same in another spelling', async t => {
  const value = { image_url: 'psi:1', componentInfo: info }
  t.strictSame(registrationsOf(read(value)), [{ imageUrl: 'psi:1', component_info: info }])
  t.strictSame(said(value), [
    '2 warning: "image_url" is spelled "imageUrl" in the specification',
    '3 warning: "componentInfo" is spelled "component_info" in the specification',
  ])
})

t.test('a bare ComponentInfo, with its image beside its fields or from outside', async t => {
  t.strictSame(registrationsOf(read({ imageUrl: 'psi:1', ...info })), [{ imageUrl: 'psi:1', component_info: info }])
  t.strictSame(registrationsOf(read(info, { image: 'psi:2' })), [{ imageUrl: 'psi:2', component_info: info }])
  t.equal(read({ imageUrl: 'psi:1', ...info }, { image: 'psi:2' }).components[0]?.imageUrl, 'psi:2')
})

t.test('a component without an image cannot be registered, but described', async t => {
  t.match(said(info), [/1 error: "imageUrl" is missing: the image that runs the component/])
  const toDescribe = { needsImage: false }
  t.strictSame(read(info, toDescribe).problems, [], 'a ComponentInfo has no image by itself')
  t.strictSame(read(info, toDescribe).components[0]?.info, info)
  t.match(said({ component_info: info }, toDescribe), [/warning: "imageUrl" is missing/])
  t.match(said({ ...info, imageUrl: ['psi'] }, toDescribe), [/error: expected the name of an image; found a list/])
})

t.test("FATE-Flow's provider file", async t => {
  const provider = {
    name: 'isched',
    device: 'docker',
    version: '1.0.0',
    metadata: { base_url: '', image: 'all:1' },
    protocol: 'bfia',
    components_description: { psi: info, lr: { ...info, componentName: 'lr' } },
  }
  t.strictSame(said(provider), [])
  t.strictSame(
    registrationsOf(read(provider)).map(({ imageUrl, component_info }) => [imageUrl, component_info.componentName]),
    [
      ['all:1', 'psi'],
      ['all:1', 'lr'],
    ],
  )
  t.equal(read(provider, { image: 'other' }).components[1]?.imageUrl, 'other')

  await t.test('what a component leaves to the file is taken from there', async t => {
    const least = { ...provider, components_description: { psi: { roleList: ['guest'] } } }
    t.match(registrationsOf(read(least)), [{ component_info: info }])
    t.match(said(least), [/"componentName" is missing, and taken from its key: "psi"/, /"provider"/, /"version"/])
  })
  await t.test('a key that is another name is a doubt', async t => {
    t.match(said({ ...provider, components_description: { PSI: info } }), [
      /warning: the key is "PSI", and the componentName "psi"/,
    ])
  })
  await t.test('descriptions in a list', async t => {
    t.equal(read({ ...provider, components_description: [info] }).components.length, 1)
  })
  await t.test('nothing described, no image, another protocol', async t => {
    const { components_description: _, ...none } = provider
    t.match(said(none), [/error: this provider file describes no components/])
    t.match(said({ ...provider, metadata: { path: '/opt' }, protocol: 'fate' }), [
      /"image" is missing/,
      /warning: expected the protocol "bfia"; found the text "fate"/,
    ])
  })
})

t.test('a list of any of these', async t => {
  const list = [{ imageUrl: 'a', ...info }, { imageUrl: 'b', component_info: info }, [{ imageUrl: 'c', ...info }]]
  t.strictSame(
    registrationsOf(read(list)).map(({ imageUrl }) => imageUrl),
    ['a', 'b', 'c'],
  )
  t.strictSame(registrationsOf(read([])), [])
})

t.test('a version and a result code are what was written: 1.0 is not 1', async t => {
  const text = `imageUrl: x
componentName: a
provider: p
version: 1.0
desVersion: 2.10
roleList: [guest]
result: [{ resultCode: 0010 }]`
  t.match(read(text).components[0]?.info, { version: '1.0', desVersion: '2.10', result: [{ resultCode: '0010' }] })
})

t.test('a dollar and braces are text: the specification writes it into bindingData', async t => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as the specification has it
  const binding = '[{label: "${label}",value: "${value}"}]'
  const file = read({ imageUrl: 'psi:1', ...info, inputParam: [{ name: 'n', bindingData: binding }] })
  t.strictSame(file.problems, [])
  t.equal(file.components[0]?.info?.inputParam?.[0]?.bindingData, binding)
})

t.test('everything that is wrong is said at once, where it stands', async t => {
  const { componentName: _, ...nameless } = info
  t.strictSame(
    said([
      { imageUrl: 'a', component_info: { ...info, roleList: 'guest' } },
      nameless,
      'psi',
      { imageUrl: 'c', ...info, inputParam: [{ name: 'a=b' }], result: [{ resultMessage: 'bad' }] },
    ]),
    [
      '8 error: expected a list; found the text "guest"',
      '11 error: "imageUrl" is missing: the image that runs the component',
      '11 error: "componentName" is missing: expected a text',
      '18 error: expected a component\'s descriptor; found the text "psi"',
      '29 error: "a=b" cannot be part of an environment variable\'s name',
      '33 error: "result[0].resultCode" is missing: expected a text or a number',
    ],
  )
  t.match(said({ imageUrl: 'c', ...info, inputParam: [{ name: 'a', optional: 1 }] }), [
    /error: expected true or false; found the number 1/,
  ])
  t.match(said(''), [/error: expected a component's descriptor; found nothing/])
  t.match(said('a: ['), [/1 error/])
  t.match(read({ tasks: {}, roles: {} }).problems, [
    { message: "this is no component's descriptor", hint: '"isched lint" checks a job file' },
  ])
  t.match(read({ a: 1 }).problems, [{ message: "this is no component's descriptor", hint: /componentName, provider/ }])
})

t.test('a file in another encoding is doubted', async t => {
  t.match(said({ imageUrl: 'a', ...info, title: '\ufffd\ufffd' }), [/9 warning: this file is not in UTF-8/])
})

t.test('which files of a folder count', async t => {
  for (const name of ['a.json', 'a.yaml', 'a.yml']) t.ok(DESCRIPTOR_FILE.test(name))
  for (const name of ['a.txt', 'json', 'a.json.bak']) t.notOk(DESCRIPTOR_FILE.test(name))
})

for (const file of [
  bodyFile('components.json'),
  peerFile('fate-flow.unionpay.components.json'),
  peerFile('fate-flow.fate.components.json'),
]) {
  t.test(`${file.name} is taken as it is`, { skip: file.skip }, async t => {
    const { components, problems } = read(file.text())
    t.strictSame(problems, [])
    t.ok(components.length > 1)
    t.ok(components.every(({ info, imageUrl }) => info !== undefined && imageUrl !== undefined))
  })
}

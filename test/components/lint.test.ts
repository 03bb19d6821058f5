/** What is off in a descriptor as a whole, in its data and its results. Its parameters are in lint/. */
import fc from 'fast-check'
import t from 'tap'
import { lintDescriptors } from '../../src/components/lint.js'
import { readDescriptors } from '../../src/components/read.js'
import { parseYaml } from '../../src/yaml/parse.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'

const good = {
  imageUrl: 'psi:1',
  componentName: 'psi',
  title: 'Intersection',
  provider: 'isched',
  version: '1.0.0',
  description: 'What two have in common.',
  roleList: ['guest', 'host'],
  desVersion: '1.0.0',
  storageEngine: ['s3'],
  inputParam: [{ name: 'id', title: 'Id', type: 'string', optional: true, defaultValue: 'id' }],
  inputData: [{ name: 'data', category: 'dataset', dataFormat: ['csv'] }],
  outputData: [{ name: 'common', category: 'training_set', dataFormat: ['csv'] }],
  result: [{ resultCode: '1', resultMessage: 'nothing in common' }],
}

function lint(text: string) {
  return lintDescriptors(readDescriptors(parseYaml(text, 'psi.json')))
}

/** What is said of the good one with something else in it. */
function said(changes: Record<string, unknown>): string[] {
  return lint(JSON.stringify({ ...good, ...changes })).map(({ message, hint }) =>
    hint === undefined ? message : `${message} | ${hint}`,
  )
}

t.test('nothing is said of what is right, and all of it are warnings', async t => {
  t.strictSame(said({}), [])
  t.ok(
    lint(JSON.stringify({ ...good, title: '', result: [], roleList: ['x'] })).every(
      each => each.severity === 'warning',
    ),
  )
})

t.test('what the specification demands, and FATE-Flow besides', async t => {
  for (const field of ['title', 'storageEngine', 'inputParam', 'inputData', 'outputData', 'result'])
    t.match(said({ [field]: null }), [`"${field}" is missing: the specification demands it`], field)
  for (const field of ['description', 'desVersion']) t.match(said({ [field]: undefined }), [/FATE-Flow runs no job/])
  t.strictSame(said({ title: '' }), ['the title is empty'])
})

t.test('roles', async t => {
  t.match(said({ roleList: ['Guest', 'host'] }), [/^"Guest" is none of the roles .* \| did you mean "guest"\?$/])
  t.match(said({ roleList: ['server'] }), [/FATE-Flow refuses any other \| a job must name the role in the same way/])
  t.match(said({ roleList: ['local'] }), [/"local" is a role of FATE-Flow/])
  t.match(said({ roleList: ['guest.0'] }), [/^no job can name the role "guest\.0"/])
  t.match(said({ roleList: ['guest', 'guest'] }), [/stands in the list twice/])
  t.strictSame(said({ roleList: [''] }), [], 'an error, said elsewhere')
})

t.test('storage engines', async t => {
  t.match(said({ storageEngine: 's3' }), [/expected a list of texts/])
  t.match(said({ storageEngine: [1] }), [/expected a list of texts/])
  t.match(said({ storageEngine: [] }), [/the list is empty/])
})

t.test('inputs and outputs', async t => {
  const input = (changes: Record<string, unknown>) =>
    said({ inputData: [{ name: 'data', category: 'dataset', dataFormat: ['csv'], ...changes }] })
  t.match(input({ category: 'data_set' }), ['"data_set" is no category of an input | did you mean "dataset"?'])
  t.match(input({ category: 'report' }), [/^"report" is no category of an input \| expected model, dataset/])
  t.match(input({ category: undefined }), [/"category" is missing/])
  t.match(input({ dataFormat: undefined }), [/"dataFormat" is missing/])
  t.match(input({ dataFormat: 'csv' }), [/expected a list, .* found the text "csv"/])
  t.match(input({ dataFormat: [] }), ['the list of formats is empty'])
  t.match(input({ dataFormat: ['dataset'] }), [/"dataset" is a category, and no format of a file/])
  t.match(input({ type: 'dataset', category: undefined }), [/"type" is no field .* did you mean "category"/, /missing/])
  const output = { name: 'a', category: 'datasets', dataFormat: ['csv'] }
  t.match(said({ outputData: [output] }), [/"datasets" is no category of an output \| did you mean "dataset"/])
  const twice = { ...output, category: 'report' }
  t.match(said({ outputData: [twice, twice] }), [/^the name "a" is taken/])
  t.strictSame(said({ inputData: 'none' }), [], 'an error, said elsewhere')
})

t.test('result codes', async t => {
  t.match(said({ result: [] }), [/no result codes/])
  t.match(said({ result: [{ resultCode: '1' }] }), [/a code without a message/])
  const one = { resultCode: '1', resultMessage: 'bad' }
  t.match(said({ result: [one, one] }), [/the code 1 has a message already; the first one counts/])
  t.match(said({ result: [{ code: '1', resultMessage: 'bad' }] }), [/"code" is no field .* did you mean "resultCode"/])
  const text = JSON.stringify(good).replace('"resultCode":"1"', '"resultCode":0010')
  t.match(lint(text), [{ message: /the code is a number/, hint: 'write "0010"' }])
})

t.test('a version that is a number', async t => {
  t.match(lint(JSON.stringify(good).replace('"version":"1.0.0"', '"version":1.0')), [
    { message: /the version is a number/, hint: 'write "1.0"' },
  ])
})

t.test('each of several components is looked at, where it stands', async t => {
  const text = JSON.stringify([good, { ...good, componentName: 'lr', title: '' }], undefined, 1)
  t.match(lint(text), [
    { message: 'the title is empty', line: text.split('\n').findIndex(line => /"": *""|title": ""/.test(line)) + 1 },
  ])
})

t.test(
  'the peers’ own descriptors: what is said of them is true',
  { skip: peerFile('fate-flow.unionpay.components.json').skip },
  async t => {
    const found = lint(peerFile('fate-flow.unionpay.components.json').text())
    const counts = new Map<string, number>()
    for (const { message } of found) counts.set(message, (counts.get(message) ?? 0) + 1)
    t.strictSame(Object.fromEntries(counts), {
      '"optional" is the text "true", and should be true': 32,
      'this validator checks nothing': 30,
      '"groupTag" should be a list; found the text "默认分组-显示"': 32,
      'the choice is the text "all", and should be a whole number': 1,
      'the choice is the text "2048", which is not within (0,1000)': 1,
      'the choice is the text "4096", which is not within (0,1000)': 1,
      'the choice is the text "8192", which is not within (0,1000)': 1,
      'the default is the text "2048", which is not within (0,1000)': 1,
    })
    const fate = lint(peerFile('fate-flow.fate.components.json').text())
    t.match(
      fate.find(({ message }) => message.startsWith('"bool"')),
      { line: 431, hint: 'write "boolean"' },
    )
    t.equal(fate.filter(({ message }) => /looks like an object, and is not JSON/.test(message)).length, 5)
  },
)

t.test('whatever stands in a descriptor, it is linted, and each remark stands in the file', async t => {
  const fields = ['version', 'roleList', 'storageEngine', 'inputParam', 'inputData', 'outputData', 'result', 'vendor']
  const parameter = fc.record(
    Object.fromEntries(
      [
        'name',
        'title',
        'type',
        'optional',
        'defaultValue',
        'validator',
        'bindingData',
        'dependsOn',
        'UIPattern',
        'groupTag',
      ]
        .concat('UIType', 'category', 'dataFormat', 'resultCode')
        .map(field => [
          field,
          fc.oneof(fc.jsonValue(), fc.constantFrom('(0,1)', "regular:'('", 'int', 'hidden', 'a.b')),
        ]),
    ),
    { requiredKeys: [] },
  )
  const value = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(parameter, fc.jsonValue()), { maxLength: 4 }))
  const descriptor = fc
    .record(Object.fromEntries(fields.map(field => [field, value])), { requiredKeys: [] })
    .map(changes => ({ ...good, ...changes }))
  const property = fc.property(fc.oneof(descriptor, fc.array(descriptor), value), written => {
    const text = JSON.stringify(written, undefined, 1)
    const file = readDescriptors(parseYaml(text, 'psi.json'))
    for (const { line, column, message } of [...file.problems, ...lintDescriptors(file)]) {
      if (line < 1 || column < 1 || line > text.split('\n').length || message === '') throw new Error(message)
    }
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 100 }))
})

t.test('ours of the same kind', async t => {
  t.ok(lint(bodyFile('components.json').text()).length > 0)
})

import t from 'tap'
import { Draft } from '../../../src/cli/job-file/draft.js'
import { expandEntries, expandTasks, put } from '../../../src/cli/job-file/tasks.js'
import type { Mapping } from '../../../src/yaml/mapping.js'
import { parseYaml } from '../../../src/yaml/parse.js'

const ROLES = { guest: ['bank-a'], host: ['bank-b', 'bank-c'] }

function tasks(text: string) {
  const draft = new Draft(parseYaml(text, 'job.yaml'))
  const params: Mapping = {}
  return { entries: expandTasks(draft.document.value, [], ROLES, params, draft), params, draft }
}

t.test('a component in one word, or in the fields of the protocol', async t => {
  const { entries, draft } = tasks(`
a: {component: isched/psi@1.0}
b: {component: psi, version: 2.0, provider: other}
c: {code: x, module_name: y, version: "1"}`)
  t.match(entries, [
    { name: 'a', componentName: 'psi', provider: 'isched', version: '1.0', input: [], output: [] },
    { name: 'b', componentName: 'psi', provider: 'other', version: '2.0' },
    { name: 'c', code: 'x', module_name: 'y', version: '1' },
  ])
  t.same(draft.problems, [])
})

t.test('inputs and outputs in their short forms; an input takes the type of what it reads', async t => {
  const { entries } = tasks(`
a: {component: x@1, output: {model: model, rows: }}
b: {component: x@1, input: a.model, output: report0}
c: {component: x@1, input: [a.model, a.rows, {key: b.report0}, {key: a.rows, type: training_set}, elsewhere], output: [p, {key: q}]}
d: {component: x@1, input: {a.model: , a.rows: test_set}}
e: {component: x@1, input: {key: a.model}}`)
  t.same(entries[0]?.output, [
    { key: 'model', type: 'model' },
    { key: 'rows', type: 'dataset' },
  ])
  t.same(entries[1]?.input, [{ key: 'a.model', type: 'model' }])
  t.same(entries[1]?.output, [{ key: 'report0', type: 'dataset' }])
  t.same(entries[2]?.input, [
    { key: 'a.model', type: 'model' },
    { key: 'a.rows', type: 'dataset' },
    { key: 'b.report0', type: 'dataset' },
    { key: 'a.rows', type: 'training_set' },
    { key: 'elsewhere', type: 'dataset' },
  ])
  t.same(entries[2]?.output, [
    { key: 'p', type: 'dataset' },
    { key: 'q', type: 'dataset' },
  ])
  t.same(entries[3]?.input, [
    { key: 'a.model', type: 'model' },
    { key: 'a.rows', type: 'test_set' },
  ])
  t.same(entries[4]?.input, [{ key: 'a.model', type: 'model' }])
})

t.test('parameters go where the protocol has them', async t => {
  const { params, draft } = tasks(`
a:
  component: x@1
  params:
    common: {rounds: 3}
    host: {id: h}
    host.1: {id: second}`)
  t.same(params, {
    common: { a: { rounds: 3 } },
    host: { '0': { a: { id: 'h' } }, '1': { a: { id: 'second' } } },
  })
  t.same(draft.sourceOf(['config', 'task_params', 'host', '1', 'a', 'id']), ['a', 'params', 'host.1', 'id'])
})

t.test('mistakes are said in the words of the file', async t => {
  const { draft } = tasks(`
a: {component: psi, params: {gest: {}, x: {}}}
b: {component: [x], inptu: a}
c: psi@1`)
  t.match(
    draft.problems.map(({ line, message, hint }) => [line, message, hint]),
    [
      [2, 'nobody holds the role "gest" in this job', 'did you mean "guest"?'],
      [2, 'nobody holds the role "x" in this job', /"common"/],
      [2, '"a" does not say which version of its component', 'component: psi@<version>'],
      [3, 'there is no "inptu" in a task', 'did you mean "input"?'],
      [3, /a component's name belongs here/, undefined],
      [4, /a mapping belongs here/, undefined],
    ],
  )
  t.equal(draft.isSettled(['dag', 'components', 0, 'version']), true, 'the check need not say it again')
})

t.test('entries that are none are left for the check to see', async t => {
  const draft = new Draft(parseYaml('', 'job.yaml'))
  t.same(
    expandEntries(['word', { name: 'a', input: 7, output: [1] }], index => [index], draft),
    ['word', { name: 'a', input: [7], output: [1] }],
  )
})

t.test('fields are put at a path without touching what was there', async t => {
  const before = { x: 1 }
  const target: Mapping = { a: before }
  put(target, ['a', 'b'], { c: 2 })
  t.same(target, { a: { x: 1, b: { c: 2 } } })
  t.same(before, { x: 1 })
})

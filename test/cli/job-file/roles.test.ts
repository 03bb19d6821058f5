import t from 'tap'
import { Draft } from '../../../src/cli/job-file/draft.js'
import { expandInitiator, expandRoles, indexesOf } from '../../../src/cli/job-file/roles.js'
import { parseYaml } from '../../../src/yaml/parse.js'

const ROLES = { guest: ['bank-a'], host: ['bank-b', 'bank-c'] }

function roles(text: string) {
  const draft = new Draft(parseYaml(text, 'job.yaml'))
  return { roles: expandRoles(draft.document.value, [], draft), problems: draft.problems }
}

t.test('a role that one node holds needs no list', async t => {
  t.same(roles('{guest: bank-a, host: [bank-b, bank-c], arbiter: null}').roles, { ...ROLES, arbiter: [] })
})

t.test('a node id of digits alone is the text that was written', async t => {
  t.same(roles('{guest: 9999, host: [0010]}').roles, { guest: ['9999'], host: ['0010'] })
})

t.test('no roles, and what is no node', async t => {
  t.match(roles('').problems, [{ message: 'nobody holds a role in this job', hint: /roles: / }])
  t.match(roles('{}').problems, [{ message: 'nobody holds a role in this job' }])
  t.match(roles('[a]').problems, [{ message: /^a mapping belongs here/ }])
  t.match(roles('guest: {id: a}').problems, [{ message: /a list of nodes, belongs here/ }])
})

t.test('who begins: what the file says, completed by this node and the roles', async t => {
  const cases: [unknown, string | undefined, object][] = [
    [undefined, 'bank-c', { role: 'host', node_id: 'bank-c' }],
    [undefined, 'elsewhere', { role: 'guest', node_id: 'bank-a' }],
    [undefined, undefined, { role: 'guest', node_id: 'bank-a' }],
    ['host', 'bank-c', { role: 'host', node_id: 'bank-c' }],
    ['host', 'bank-a', { role: 'host', node_id: 'bank-b' }],
    [{ node_id: 'bank-b' }, 'bank-a', { role: 'host', node_id: 'bank-b' }],
    [{ role: 'host' }, undefined, { role: 'host', node_id: 'bank-b' }],
    [{ role: 'host', node_id: 'x', more: 1 }, undefined, { role: 'host', node_id: 'x', more: 1 }],
    ['gest', undefined, { role: 'gest', node_id: '' }],
  ]
  for (const [given, nodeId, wanted] of cases) {
    const draft = new Draft(parseYaml('', 'job.yaml'))
    t.same(expandInitiator(given, ['initiator'], ROLES, nodeId, draft), wanted)
    t.same(draft.problems, [])
  }
  const draft = new Draft(parseYaml('', 'job.yaml'))
  const both = { guest: ['bank-a'], host: ['bank-a'] }
  t.same(
    expandInitiator(undefined, [], both, 'bank-a', draft),
    { role: 'guest', node_id: 'bank-a' },
    'guest before others',
  )
  t.same(expandInitiator(undefined, [], { host: ['h'] }, undefined, draft), { role: 'host', node_id: 'h' })
})

t.test('a role stands for all its indexes, role.index for one', async t => {
  t.same(indexesOf('host', ROLES), [
    { role: 'host', index: 0 },
    { role: 'host', index: 1 },
  ])
  t.same(indexesOf('host.1', ROLES), [{ role: 'host', index: 1 }])
  for (const key of ['host.2', 'gest', 'gest.0', 'common', '.0', '']) t.equal(indexesOf(key, ROLES), undefined)
})

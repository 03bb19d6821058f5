import t from 'tap'
import { placeOf } from '../../../src/cli/job-file/place.js'

const BODY = {
  dag: { components: [{ name: 'load' }, { name: 'psi' }] },
  config: {
    role: { guest: ['bank-a'], host: ['bank-b', 'bank-c'] },
    task_params: { common: { psi: { shared: 1 } }, guest: { '0': { psi: { id: 'x' } } } },
  },
}

t.test('a sentence says by its words where it belongs', async t => {
  const cases: [string, (string | number)[], string?][] = [
    ['dag.components[1].input[0].key: wrong', ['dag', 'components', 1, 'input', 0, 'key'], 'wrong'],
    [
      'config.role: no route to node "bank-c": it is not among the peers',
      ['config', 'role', 'host', 1],
      'no route to node "bank-c": it is not among the peers',
    ],
    ['config.role: no route to node "bank-z"', ['config', 'role'], 'no route to node "bank-z"'],
    ['task psi: no component psi 1.0.0 is registered here', ['dag', 'components', 1, 'componentName']],
    ['task psi: the image demo:1 is not here', ['dag', 'components', 1]],
    [
      'task psi at guest.0: the parameter "id" is "x", and should be a number',
      ['config', 'task_params', 'guest', '0', 'psi', 'id'],
    ],
    ['task psi at guest.0: the parameter "shared" is 1', ['config', 'task_params', 'common', 'psi', 'shared']],
    ['task psi at guest.0: the parameter "label" is missing', ['dag', 'components', 1]],
    ['task other: gone', []],
    ['the disk is full', []],
  ]
  for (const [sentence, path, message = sentence] of cases) t.same(placeOf(sentence, BODY), { path, message }, sentence)
})

t.test('a body without the place has the whole', async t => {
  t.same(placeOf('task psi: gone', {}).path, [])
  t.same(placeOf('config.role: no route to node "a"', {}).path, ['config', 'role'])
})

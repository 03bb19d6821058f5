import t from 'tap'
import { Draft } from '../../../src/cli/job-file/draft.js'
import { parseYaml } from '../../../src/yaml/parse.js'

function draftOf(text: string): Draft {
  return new Draft(parseYaml(text, 'job.yaml'))
}

t.test('a place of the body is found in the file by the longest path that is known', async t => {
  const draft = draftOf('')
  draft.came(['dag', 'components'], ['tasks'])
  draft.came(['dag', 'components', 0], ['tasks', 'psi'])
  t.same(draft.sourceOf(['dag', 'components', 0, 'input', 1]), ['tasks', 'psi', 'input', 1])
  t.same(draft.sourceOf(['dag', 'components', 7]), ['tasks', 7])
  t.same(draft.sourceOf(['config', 'role']), ['config', 'role'], 'what came from nowhere stands where the body has it')
})

t.test('what is settled is settled with all below it', async t => {
  const draft = draftOf('')
  draft.settle(['config', 'role'])
  t.equal(draft.isSettled(['config', 'role', 'guest', 0]), true)
  t.equal(draft.isSettled(['config']), false)
})

t.test('a slip of a known key is a mistake, an unknown one a doubt', async t => {
  const draft = draftOf('taks: 1\nvendor: 2')
  draft.checkKeys({ taks: 1, vendor: 2, tasks: 3 }, [], ['tasks', 'roles'], 'a job')
  t.match(draft.problems, [
    { severity: 'error', line: 1, column: 1, message: 'there is no "taks" in a job', hint: 'did you mean "tasks"?' },
    { severity: 'warning', line: 2, message: /sent on as it is/ },
  ])
})

t.test('where a mapping belongs, nothing is an empty one, and anything else a mistake', async t => {
  const draft = draftOf('roles: word')
  t.same(draft.mapping(undefined, [], ''), {})
  t.same(draft.mapping(null, [], ''), {})
  t.same(draft.mapping({ a: 1 }, [], ''), { a: 1 })
  t.same(draft.problems, [])
  t.same(draft.mapping('word', ['roles'], 'roles and nodes'), {})
  t.match(draft.problems, [{ line: 1, column: 8, message: 'a mapping belongs here: roles and nodes' }])
})

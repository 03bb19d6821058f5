// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what is tested
import t from 'tap'
import { parseYaml } from '../../src/yaml/parse.js'

const messages = (text: string) =>
  parseYaml(text, 'f.yaml').problems.map(p => `${p.line}:${p.column}+${p.length} ${p.severity} ${p.message}`)

t.test('YAML and JSON give plain data', async t => {
  t.same(parseYaml('a: 1\nb: [x, true]\n', 'f').value, { a: 1, b: ['x', true] })
  t.same(parseYaml('{"a": {"b": null}}', 'f').value, { a: { b: null } })
  t.equal(parseYaml('', 'f').value, null)
})

t.test('anchors, aliases and merge keys are carried out', async t => {
  const { value, problems } = parseYaml('base: &b {x: 1, y: 2}\none: *b\ntwo:\n  <<: *b\n  y: 3\n', 'f')
  t.same(problems, [])
  t.same(value, { base: { x: 1, y: 2 }, one: { x: 1, y: 2 }, two: { x: 1, y: 3 } })
})

t.test('many uses of one anchor are no bomb', async t => {
  const uses = Array.from({ length: 500 }, (_, i) => `t${i}:\n  <<: *d\n  n: ${i}`).join('\n')
  const { value, problems } = parseYaml(`d: &d {cpu: 1}\n${uses}\n`, 'f')
  t.same(problems, [])
  t.match(value, { t499: { cpu: 1, n: 499 } })
})

t.test('mistakes stand where they are', async t => {
  t.same(messages('a: 1\nb: 2\na: 3\n"a": 4\n'), [
    '3:1+1 error "a" stands here a second time',
    '4:1+3 error "a" stands here a second time',
  ])
  t.same(messages('a:\n\tb: 1'), ['2:1+1 error a line is indented with a tab'])
  t.same(messages('a: b: c'), ['1:4+1 error a second ": " in one line'])
  t.same(messages('a: 1\n---\nb: 1\n'), ['2:1+3 error a second document begins here'])
  t.same(messages('x: *nope'), ['1:4+5 error no anchor &nope stands before this alias'])
  t.same(messages('? [a]\n: 1'), ['1:3+3 error a key must be a plain text, and this is a collection'])
  t.same(messages('<<: 3'), ['1:1+2 error << brings in the entries of a mapping, and this is none'])
  t.same(messages('a: !foo 3'), ['1:4+4 warning the tag !foo means nothing here and is ignored'])
})

t.test('only the first structural mistake is said, not its echoes', async t => {
  t.equal(parseYaml('a: {b: 1\nc: [2\nd: ]}}', 'f').problems.length, 1)
})

t.test('an alias near to an anchor is suggested', async t => {
  t.equal(parseYaml('a: &limits 1\nb: *limit', 'f').problems[0]?.hint, 'did you mean *limits?')
})

t.test('alias bombs are refused before they go off', async t => {
  const names = [...'abcdefghij']
  const lists = names.slice(1).map((name, i) => `${name}: &${name} [${Array(10).fill(`*${names[i]}`).join(',')}]`)
  const bomb = parseYaml(`a: &a [x,x,x,x,x,x,x,x,x,x]\n${lists.join('\n')}\n`, 'f')
  t.equal(bomb.value, undefined)
  t.match(bomb.problems, [{ severity: 'error', message: /too many aliases/ }])

  // Few aliases, much content: each doubles.
  const doubling = Array.from({ length: 24 }, (_, i) => `n${i + 1}: &n${i + 1} [*n${i}, *n${i}]`)
  t.match(parseYaml(`n0: &n0 [1, 2]\n${doubling.join('\n')}\n`, 'f').problems, [{ message: /aliases/ }])

  const merges = names
    .slice(1)
    .map((name, i) => `${name}: &${name} {${`<<: [${Array(10).fill(`*${names[i]}`).join(',')}]`}}`)
  t.match(parseYaml(`a: &a {k: 1}\n${merges.join('\n')}\n`, 'f').problems, [{ message: /too many aliases/ }])
})

t.test('what contains itself and what is nested without end is refused', async t => {
  t.match(parseYaml('a: &x [*x]', 'f').problems, [{ message: 'an anchor (&name) contains itself' }])
  t.match(parseYaml('['.repeat(20_000), 'f').problems, [{ severity: 'error' }])
})

t.test('a ${ } in a flow collection is told to be quoted', async t => {
  t.match(parseYaml('a: {b: ${X}}', 'f').problems, [{ hint: /needs quotes/ }])
})

t.test('__proto__ is a key like another', async t => {
  const { value } = parseYaml('__proto__: {polluted: true}\n', 'f')
  t.ok(typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
  t.notOk('polluted' in {})
})

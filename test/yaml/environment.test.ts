// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what is tested
import t from 'tap'
import { substituteEnvironment } from '../../src/yaml/environment.js'
import { parseYaml } from '../../src/yaml/parse.js'

const ENVIRONMENT = { NAME: 'bank-a', CORES: '2', YES: 'true', EMPTY: '', TRICK: 'x: {y: 1}', RATIO: '1e-3' }
const read = (text: string) => substituteEnvironment(parseYaml(text, 'f.yaml'), ENVIRONMENT)

t.test('variables and defaults', async t => {
  t.same(read('a: ${NAME}\nb: x-${NAME}-y\nc: ${NONE:-none}\nd: ["${NAME}"]').value, {
    a: 'bank-a',
    b: 'x-bank-a-y',
    c: 'none',
    d: ['bank-a'],
  })
  t.same(read('a: ${EMPTY:-full}\nb: "${EMPTY}"\nc: ${NONE:-}').value, { a: 'full', b: '', c: '' })
})

t.test('without quotes a number is a number, within quotes a text', async t => {
  t.same(read("a: ${CORES}\nb: '${CORES}'\nc: ${YES}\nd: ${RATIO}\ne: ${NONE:-4}").value, {
    a: 2,
    b: '2',
    c: true,
    d: 0.001,
    e: 4,
  })
})

t.test('a value never becomes structure', async t => {
  t.same(read('a: ${TRICK}').value, { a: 'x: {y: 1}' })
  t.same(substituteEnvironment(parseYaml('a: ${A}', 'f'), { A: '${B}', B: 'no' }).value, { a: '${B}' })
})

t.test('$${ stands for ${, and a $ alone for itself', async t => {
  t.same(read('a: $${NAME}\nb: $NAME costs $5').value, { a: '${NAME}', b: '$NAME costs $5' })
})

t.test('keys and comments are left alone', async t => {
  t.same(read('"${NONE}": 1 # ${NONE}').value, { '${NONE}': 1 })
})

t.test('a variable that is not set is a mistake where it stands', async t => {
  const { problems, value } = read('a: 1\nb: "x ${NAMES} ${PASSWORD}"\n')
  t.same(value, { a: 1, b: 'x ${NAMES} ${PASSWORD}' })
  t.match(problems, [
    {
      line: 2,
      column: 7,
      length: 8,
      message: 'the environment variable NAMES is not set',
      hint: 'did you mean ${NAME}?',
    },
    {
      line: 2,
      column: 16,
      length: 11,
      message: 'the environment variable PASSWORD is not set',
      hint: /set it, or give a default/,
    },
  ])
})

t.test('a ${ that is no reference is a mistake', async t => {
  t.match(read('a: $${x} ${}').problems, [{ line: 1, column: 10, message: 'this is no reference to a variable' }])
  t.equal(read('a: ${1X}').problems.length, 1)
})

t.test('a document that is broken already is left as it is', async t => {
  const broken = parseYaml('a: *x', 'f')
  t.equal(substituteEnvironment(broken, ENVIRONMENT), broken)
})

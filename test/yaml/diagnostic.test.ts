import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { type Diagnostic, formatDiagnostics, inOrder } from '../../src/yaml/diagnostic.js'

const at = (line: number, column: number, length: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  file: 'f.yaml',
  line,
  column,
  length,
  severity: 'error',
  message: 'wrong',
  ...more,
})
const plain = (diagnostics: Diagnostic[], text: string) => formatDiagnostics(diagnostics, text, { colour: false })

t.test('place, line, caret, hint', async t => {
  t.equal(
    plain([at(2, 7, 5, { hint: 'did you mean "seven"?' })], 'a: 1\nport: sevne\n'),
    'f.yaml:2:7: error: wrong\n  2 | port: sevne\n    |       ^~~~~\n    hint: did you mean "seven"?',
  )
})

t.test('the order of the text, each once', async t => {
  const first = at(1, 1, 1)
  const second = at(2, 1, 1, { severity: 'warning' })
  const other = at(9, 9, 1, { file: 'a.yaml' })
  t.same(inOrder([second, first, other, { ...first }]), [other, first, second])
  t.match(plain([second], 'a\nb'), /^f\.yaml:2:1: warning: wrong/)
})

t.test('wide characters and tabs keep the caret under what is meant', async t => {
  t.equal(plain([at(1, 5, 2)], '名字: 世界 # 注'), 'f.yaml:1:5: error: wrong\n  1 | 名字: 世界 # 注\n    |       ^~~~')
  t.equal(plain([at(1, 4, 1)], '\ta\tb'), 'f.yaml:1:4: error: wrong\n  1 |     a    b\n    |          ^')
  t.equal(plain([at(1, 3, 1)], 'e\u0301x'), 'f.yaml:1:3: error: wrong\n  1 | e\u0301x\n    |  ^')
})

t.test('a long line is cut around what is meant', async t => {
  const text = `${'a'.repeat(500)}WRONG${'b'.repeat(500)}`
  const [, excerpt, caret] = plain([at(1, 501, 5)], text).split('\n')
  t.ok(excerpt && excerpt.length < 120)
  t.match(excerpt, /\.\.\.a+WRONGb+\.\.\.$/)
  t.equal(caret?.indexOf('^'), excerpt?.indexOf('WRONG'))
  t.match(caret, /\^~~~~$/)
  t.match(plain([at(1, 1, 1000)], text), /\^~{20,40}$/, 'and what is meant itself, where it is long')
})

t.test('control characters do not reach the terminal', async t => {
  t.notOk(plain([at(1, 1, 1)], 'a\u001b[31mb').includes('\u001b'))
})

t.test('a file as a whole, and a line past its end, have no excerpt', async t => {
  t.equal(plain([at(0, 0, 0)], 'a: 1'), 'f.yaml: error: wrong')
  t.equal(plain([at(9, 1, 1)], 'a: 1'), 'f.yaml:9:1: error: wrong')
})

t.test('colour only when asked for', async t => {
  const coloured = formatDiagnostics([at(1, 1, 1, { hint: 'h' })], 'a', { colour: true })
  t.match(coloured, '\u001b[1;31merror:')
  t.equal(stripVTControlCharacters(coloured), plain([at(1, 1, 1, { hint: 'h' })], 'a'))
})

t.test('what is said in the same words of several places is said once where that is wanted', async t => {
  const twice = [at(1, 1, 1), at(2, 1, 1, { hint: 'another' }), at(3, 1, 1)]
  const together = { colour: false, together: true }
  t.equal(
    formatDiagnostics(twice, 'a\nb\nc', together),
    'f.yaml:1:1: error: wrong\n  1 | a\n    | ^\n    the same in line 3\nf.yaml:2:1: error: wrong\n  2 | b\n    | ^\n    hint: another',
  )
  t.match(plain(twice, 'a\nb\nc'), /f\.yaml:3:1/)
  const often = Array.from({ length: 30 }, (_, index) => at(index + 1, 1, 1))
  t.match(formatDiagnostics(often, 'a', together), /\n {4}the same in 29 other lines: 2, 3, .* 20, 21, \.\.\.$/)
})

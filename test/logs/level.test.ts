import fc from 'fast-check'
import t from 'tap'
import { levelOf, passes, saidLevel } from '../../src/logs/level.js'
import { LOG_LEVELS } from '../../src/protocol/values.js'

const said: [string, 'debug' | 'info' | 'error' | undefined][] = [
  // a word at the start
  ['ERROR no such column', 'error'],
  ['error: no such column', 'error'],
  ['Error: no such column', 'error'],
  ['  WARN low memory', 'info'],
  ['warning low memory', 'info'],
  ['trace x', 'debug'],
  ['DEBUG x', 'debug'],
  ['notice x', 'info'],
  ['panic: runtime error: index out of range', 'error'],
  ['FATAL', 'error'],
  ['CRITICAL:root:gone', 'error'],
  ['INFO训练开始', 'info'],
  // in brackets
  ['[ERROR] x', 'error'],
  ['[error]: x', 'error'],
  ['[INFO ] x', 'info'],
  ['<warn> x', 'info'],
  ['(debug) x', 'debug'],
  // after a time
  ['2026-11-24T22:45:46.123Z ERROR x', 'error'],
  ['2026-11-24T22:45:46+08:00 debug x', 'debug'],
  ['2026-11-24 22:45:46,123 - train.model - ERROR - x', 'error'],
  ['2026-11-24 22:45:46,123 INFO train.py:12 x', 'info'],
  ['2026/11/24 22:45:46 [error] 12#0: x', 'error'],
  ['[2026-11-24 22:45:46.123] [main] [critical] x', 'error'],
  ['[INFO] [2026-11-24 22:45:46,123] [job-1] [12:34] - x', 'info'],
  ['22:45:46.123 | DEBUG | x', 'debug'],
  ['22:45:46.123 [main] ERROR o.a.Server - x', 'error'],
  ['Nov 24 22:45:46 warn: x', 'info'],
  ['1764024346.123 error x', 'error'],
  [`${String.fromCharCode(27)}[31mERROR${String.fromCharCode(27)}[0m x`, 'error'],
  // key=value
  ['level=error msg="x"', 'error'],
  ['time="2026-11-24T22:45:46Z" level=warning msg="x"', 'info'],
  ['ts=1764024346 caller=main.go:1 level="debug" msg=x', 'debug'],
  // Google's
  ['E1124 22:45:46.123456       1 main.go:7] x', 'error'],
  ['I1124 22:45:46.123456       1 main.go:7] x', 'info'],
  ['W1124 22:45:46.123456       1 main.go:7] x', 'info'],
  // JSON
  ['{"level":"info","msg":"x"}', 'info'],
  ['{"msg":"x","level":"ERROR"}', 'error'],
  ['{"level":20}', 'debug'],
  ['{"level":30}', 'info'],
  ['{"level":40}', 'info'],
  ['{"level":50}', 'error'],
  ['{"level":60}', 'error'],
  ['{"severity":"CRITICAL"}', 'error'],
  ['{"msg":"\\"level\\":\\"error\\""}', undefined],
  ['{"inner":{"level":"error"}}', undefined],
  ['{"level":"unheard of"}', undefined],
  ['{"level":"constructor"}', undefined],
  ['{"level":null}', undefined],
  ['{"level":"error"', undefined],
  // none
  ['', undefined],
  ['loss 0.1', undefined],
  ['Information about x', undefined],
  ['errors: 0', undefined],
  ['error-free', undefined],
  ['error_rate 0.1', undefined],
  ['debugging is on', undefined],
  ['    at main (error.js:1)', undefined],
  ['the level=error of it', undefined],
  ['no ERROR here', undefined],
  ['2026-11-24 all errors fixed', undefined],
  ['I1124 is a name', undefined],
  ['constructor x', undefined],
]

for (const [text, level] of said) {
  t.test(`${JSON.stringify(text)} says ${level ?? 'nothing'}`, async t => t.equal(saidLevel(text), level))
}

t.test('a line that says nothing continues the one before, and else is what its stream stands for', async t => {
  t.equal(levelOf('  at main', 'stdout', 'error'), 'error')
  t.equal(levelOf('  at main', 'stderr', 'debug'), 'debug')
  t.equal(levelOf('loss 0.1', 'stdout', undefined), 'info')
  t.equal(levelOf('loss 0.1', 'stderr', undefined), 'error')
  t.equal(levelOf('INFO x', 'stderr', 'error'), 'info')
})

t.test('a threshold lets through its own level and those above', async t => {
  const table = LOG_LEVELS.map(threshold => LOG_LEVELS.filter(level => passes(level, threshold)))
  t.same(table, [['debug', 'info', 'error'], ['info', 'error'], ['error']])
})

t.test('no text is too odd', async t => {
  const parts = [
    '2026-11-24',
    ' ',
    '  - ',
    '[',
    ']',
    '[a]',
    '"',
    'a=',
    'a=""',
    '22:45:46',
    '{',
    '|',
    'error',
    '\t',
    '\u0000',
  ]
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'binary' })), { maxLength: 300 }),
      found => {
        t.ok([undefined, ...LOG_LEVELS].includes(saidLevel(found.join(''))))
      },
    ),
  )
})

import t from 'tap'
import { resultMessage } from '../../src/participant/result.js'
import { componentInfoSchema } from '../../src/protocol/component.js'

const info = componentInfoSchema.parse({
  componentName: 'psi',
  provider: 'test',
  version: '1',
  roleList: ['guest'],
  result: [
    { resultCode: '00000000', resultMessage: '成功' },
    { resultCode: '99999999', resultMessage: '算法执行失败' },
    { resultCode: 3, resultMessage: 'out of rows' },
    { resultCode: '17', resultMessage: '' },
  ],
})

const cases: [string, number, string[], string | undefined][] = [
  ['it exits with a code', 3, [], 'out of rows (3)'],
  ['it prints a code near its end', 1, ['training', 'resultCode: 99999999', 'bye'], '算法执行失败 (99999999)'],
  ['the last one that it printed', 1, ['code=99999999', 'code=00000000'], '成功 (00000000)'],
  ['a short code counts only where it is called one', 1, ['epoch 3 of 9'], undefined],
  ['a short code that is called one', 1, ['result code 3'], 'out of rows (3)'],
  ['a part of a longer number is no code', 1, ['id 1999999990'], undefined],
  ['it ended well, and printed numbers', 0, ['99999999 rows'], undefined],
  ['a message that is empty says nothing', 17, [], undefined],
  ['neither', 1, ['boom'], undefined],
]
for (const [what, exitCode, lines, expected] of cases) {
  t.test(what, async t => {
    t.equal(resultMessage(info, exitCode, lines), expected)
  })
}

t.test('a descriptor without results has no message', async t => {
  t.equal(resultMessage({ ...info, result: null }, 3, ['code 99999999']), undefined)
})

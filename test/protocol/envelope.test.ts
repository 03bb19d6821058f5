import t from 'tap'
import { isSuccess, ProtocolError, readAnswer } from '../../src/protocol/envelope.js'

t.test('0 and 200 are both success, and nothing else', async t => {
  for (const code of [0, 200, '0', '200']) t.ok(isSuccess(code), String(code))
  for (const code of [1, 400, 6000, '', null, undefined, true, 'ok']) t.notOk(isSuccess(code), String(code))
})

const answers: [string, unknown, ReturnType<typeof readAnswer>][] = [
  [
    'the specification',
    { code: 200, msg: 'ok', data: { a: 1 } },
    { success: true, code: 200, message: 'ok', data: { a: 1 } },
  ],
  ['edition 1.2', { code: 0, msg: 'success', data: {} }, { success: true, code: 0, message: 'success', data: {} }],
  ['data that is null', { code: 200, msg: '', data: null }, { success: true, code: 200, message: '', data: {} }],
  ['no data', { code: 0, msg: 'success' }, { success: true, code: 0, message: 'success', data: {} }],
  [
    'what belongs in data beside code',
    { code: 0, msg: 'success', status: { p1: 'SUCCESS' } },
    { success: true, code: 0, message: 'success', data: { status: { p1: 'SUCCESS' } } },
  ],
  [
    'the sentence in message',
    { code: 6000, message: "RuntimeError('No found task: 1')" },
    { success: false, code: 6000, message: "RuntimeError('No found task: 1')", data: {} },
  ],
  [
    'an empty msg beside a message',
    {
      code: 5001,
      msg: '',
      message: 'Invalid request.',
      data: { json: { job_id: ['Missing data for required field.'] } },
    },
    {
      success: false,
      code: 5001,
      message: 'Invalid request.',
      data: { json: { job_id: ['Missing data for required field.'] } },
    },
  ],
  [
    'a refusal whose msg praises it, as of FATE-Flow',
    { code: 1, msg: 'success' },
    { success: false, code: 1, message: '', data: {} },
  ],
  [
    'the same with a reason beside it',
    { code: 1, msg: 'OK', message: 'no such image' },
    { success: false, code: 1, message: 'no such image', data: {} },
  ],
  [
    'a traceback for a sentence, as of FATE-Flow',
    { code: 1, msg: 'Traceback (most recent call last):\n  File "a.py", line 1, in b\n    c()\nRuntimeError: no\n' },
    { success: false, code: 1, message: 'RuntimeError: no', data: {} },
  ],
  ['a code as text', { code: '200', msg: 'ok' }, { success: true, code: 200, message: 'ok', data: {} }],
  ['data that is no object', { code: 0, msg: 'x', data: 'y' }, { success: true, code: 0, message: 'x', data: {} }],
]

for (const [what, body, expected] of answers) {
  t.test(`an answer is read: ${what}`, async t => {
    t.strictSame(readAnswer(body), expected)
  })
}

t.test('what is no envelope is told from a failure, and is never a success', async t => {
  for (const body of [
    undefined,
    null,
    '',
    'Not Found',
    [],
    {},
    { msg: 'ok' },
    { code: null },
    { code: '' },
    { code: false },
  ])
    t.equal(readAnswer(body), undefined, JSON.stringify(body))
})

t.test('an error carries its code, its sentence, and what else is known', async t => {
  const error = new ProtocolError(409, 'it is over', { data: { job_id: 'job-1' } })
  t.match(error, { name: 'ProtocolError', code: 409, message: 'it is over', details: { data: { job_id: 'job-1' } } })
  t.equal(new ProtocolError(400, 'x').details.httpStatus, undefined)
})

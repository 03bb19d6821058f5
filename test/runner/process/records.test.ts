import t from 'tap'
import { parseExit, parseJson, parseMark, parseSpec, parseStart } from '../../../src/runner/process/records.js'

const SPEC = { name: 'a', labels: { b: 'c' }, command: ['x', 'y'], workingDirectory: '/', environment: { 'd.e': 'f' } }
const MARK = { pid: 4, born: 'x:1' }

t.test('what was written is read back', async t => {
  t.same(parseSpec(SPEC), SPEC)
  t.same(parseMark(MARK), MARK)
  t.same(parseStart({ at: 1, supervisor: MARK }), { at: 1, supervisor: MARK })
  t.same(parseExit({ exitCode: 0, endedAt: 2 }), { exitCode: 0, endedAt: 2 })
  const exit = { exitCode: 137, note: 'ended by SIGKILL', startedAt: 1, endedAt: 2 }
  t.same(parseExit(exit), exit)
})

t.test('what is something else is not', async t => {
  for (const value of [undefined, null, 1, 'x', [], {}]) {
    for (const parse of [parseSpec, parseMark, parseStart, parseExit]) t.equal(parse(value), undefined)
  }
  t.equal(parseSpec({ ...SPEC, environment: { a: 1 } }), undefined)
  t.equal(parseSpec({ ...SPEC, command: [1] }), undefined)
  t.equal(parseSpec({ ...SPEC, name: 1 }), undefined)
  t.equal(parseStart({ at: 1 }), undefined)
  t.equal(parseJson('{"cut sho'), undefined)
})

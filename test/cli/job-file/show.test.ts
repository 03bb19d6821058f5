import t from 'tap'
import { Context } from '../../../src/cli/context.js'
import { examine } from '../../../src/cli/job-file/examine.js'
import { showRemarks } from '../../../src/cli/job-file/show.js'
import { terminal } from '../terminal.js'

async function shown(stdin: string, env: Record<string, string> = {}) {
  const io = terminal({ stdin, env })
  showRemarks(new Context(io, {}), await examine('-', io, {}))
  return io
}

t.test('as compilers do, on stderr, with the count at the end', async t => {
  const io = await shown('roles: {guest: a}\ninitiator: gest\njob_id: x\ntasks: {a: {component: b}}\n')
  t.equal(io.out(), '')
  t.match(io.err(), '<stdin>:2:12: error: the initiator\'s role "gest"')
  t.match(io.err(), '  2 | initiator: gest\n    |            ^~~~\n')
  t.match(io.err(), /\n\n2 errors, 1 warning\n$/)
  t.match((await shown('roles: {guest: a}\ninitiator: gest\ntasks: {a: {component: b@1}}\n')).err(), /\n\n1 error\n$/)
})

t.test('in colour where that is wanted', async t => {
  t.match((await shown('{}', { FORCE_COLOR: '1' })).err(), '\u001B[1;31merror')
})

t.test('nothing found, nothing said', async t => {
  t.equal((await shown('roles: {guest: a}\ntasks: {a: {component: b@1}}\n')).err(), '')
})

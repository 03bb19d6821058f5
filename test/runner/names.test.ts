import t from 'tap'
import { safeName } from '../../src/runner/names.js'

t.test('a name that can be used stays as it is', async t => {
  for (const name of ['task-0a1b.guest.0', 'x', 'A_b-c.9']) t.equal(safeName(name), name)
})

t.test('any other becomes one that can, its own, and the same each time', async t => {
  const names = ['', '.hidden', '../up', 'a/b', 'a b', 'a_b/', '作业', '作业二', 'x'.repeat(300), `${'x'.repeat(300)}y`]
  const safe = names.map(safeName)
  for (const name of safe) t.match(name, /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/)
  t.equal(new Set(safe).size, names.length)
  t.same(names.map(safeName), safe)
})

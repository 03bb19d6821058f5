import { join } from 'node:path'
import t from 'tap'
import { findConfig } from '../../src/ischedd/find-config.js'

t.test('the order in which it looks, and what it says', async t => {
  const folder = t.testdir({ here: { 'ischedd.yaml': '' }, none: {}, etc: { 'ischedd.yaml': '' } })
  const [here, none, system] = [join(folder, 'here'), join(folder, 'none'), join(folder, 'etc/ischedd.yaml')]
  const env = { ISCHEDD_CONFIG: '/named.yaml' }
  t.same(await findConfig('given.yaml', env, here, system), {
    file: join(here, 'given.yaml'),
    reason: 'given by --config',
  })
  t.same(await findConfig(undefined, env, here, system), {
    file: join(here, 'ischedd.yaml'),
    reason: 'found in the working directory',
  })
  t.same(await findConfig(undefined, env, none, system), { file: '/named.yaml', reason: 'named by ISCHEDD_CONFIG' })
  t.same(await findConfig(undefined, { ISCHEDD_CONFIG: '' }, none, system), { file: system, reason: "the system's" })
  await t.rejects(findConfig(undefined, {}, none, join(none, 'x')), { message: /^No settings: .*"ischedd init"/ })
})

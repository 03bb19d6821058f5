import t from 'tap'
import { connect } from '../../src/cli/client.js'
import { findComponent, nameOf } from '../../src/cli/find-component.js'
import { startDaemon } from './server.js'
import { component } from './views.js'

t.test('by any name that means one', async t => {
  const daemon = await startDaemon(t)
  daemon.components = [component(), component({ componentName: 'a/b', version: '2' })]
  const client = await connect({}, daemon.env)
  for (const name of ['psi', 'psi@1.0.0', 'isched/psi', 'isched/psi@1.0.0'])
    t.equal(nameOf(await findComponent(client, name)), 'isched/psi@1.0.0')
  t.equal(nameOf(await findComponent(client, 'a/b')), 'isched/a/b@2')
})

t.test('none, and several', async t => {
  const daemon = await startDaemon(t)
  daemon.components = [component(), component({ version: '2.0.0' })]
  const client = await connect({}, daemon.env)
  await t.rejects(findComponent(client, 'pssi'), { exitCode: 2, message: /did you mean "psi"\?$/ })
  await t.rejects(findComponent(client, 'other'), { message: 'No component "other" is registered here.' })
  await t.rejects(findComponent(client, 'psi'), {
    exitCode: 2,
    message: '"psi" means more than one component: isched/psi@1.0.0, isched/psi@2.0.0.',
  })
})

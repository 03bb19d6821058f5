import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { component } from '../views.js'

t.test('list', async t => {
  const daemon = await startDaemon(t)
  daemon.components = [
    component(),
    component({ componentName: 'linreg', problem: 'the image is not here', source: 'linreg.yaml' }),
  ]
  t.same((await runIn({ env: daemon.env }, 'component', 'list')).out.split('\n'), [
    'COMPONENT  VERSION  PROVIDER  ROLES       IMAGE          FROM',
    'psi        1.0.0    isched    guest,host  isched-demo:1  registered',
    'linreg     1.0.0    isched    guest,host  isched-demo:1  linreg.yaml  the image is not here',
    '',
  ])
  t.equal(
    (await runIn({ env: daemon.env }, 'component', 'list', '-o', 'name')).out,
    'isched/psi@1.0.0\nisched/linreg@1.0.0\n',
  )
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'component', 'list', '-o', 'json')).out), {
    components: [{}, {}],
  })
  daemon.components = []
  t.match(await runIn({ env: daemon.env }, 'component', 'list'), { exitCode: 0, out: '', err: /No components/ })
})

t.test('show: by any name that means one', async t => {
  const daemon = await startDaemon(t)
  daemon.components = [component(), component({ componentName: 'a/b', version: '2', problem: 'no image' })]
  for (const name of ['psi', 'psi@1.0.0', 'isched/psi', 'isched/psi@1.0.0']) {
    t.match(await runIn({ env: daemon.env }, 'component', 'show', name), {
      exitCode: 0,
      out: /^component {2}isched\/psi@1\.0\.0\n/,
    })
  }
  t.match((await runIn({ env: daemon.env }, 'component', 'show', 'a/b')).out, /problem +no image/)
  t.match((await runIn({ env: daemon.env }, 'component', 'show', 'psi')).out, /PARAMETER .*\nid +string +required/)
  t.match(JSON.parse((await runIn({ env: daemon.env }, 'component', 'show', 'psi', '-o', 'json')).out), {
    componentName: 'psi',
  })
})

t.test('show: none, and several', async t => {
  const daemon = await startDaemon(t)
  daemon.components = [component(), component({ version: '2.0.0' })]
  t.match(await runIn({ env: daemon.env }, 'component', 'show', 'pssi'), { exitCode: 2, err: /did you mean "psi"/ })
  t.match(await runIn({ env: daemon.env }, 'component', 'show', 'other'), {
    exitCode: 2,
    err: /No component "other" is registered here\.\n/,
  })
  t.match(await runIn({ env: daemon.env }, 'component', 'show', 'psi'), {
    exitCode: 2,
    err: /more than one component: isched\/psi@1\.0\.0, isched\/psi@2\.0\.0/,
  })
})

t.test('remove', async t => {
  const daemon = await startDaemon(t)
  t.match(await runIn({ env: daemon.env }, 'component', 'remove', 'psi'), {
    exitCode: 0,
    out: 'isched/psi@1.0.0 removed\n',
  })
  t.same(daemon.called('/v1/isched/components/remove')[0]?.body, {
    componentName: 'psi',
    provider: 'isched',
    version: '1.0.0',
  })
  t.same(JSON.parse((await runIn({ env: daemon.env }, 'component', 'remove', 'psi', '-o', 'json')).out), { removed: 1 })
})

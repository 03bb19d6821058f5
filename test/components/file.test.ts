import t from 'tap'
import { registrationsIn } from '../../src/components/file.js'

const info = { componentName: 'psi', provider: 'isched', version: '1.0.0', roleList: ['guest'] }

t.test('as component/register takes it', async t => {
  t.match(registrationsIn({ imageUrl: 'psi:1', component_info: info }), [{ imageUrl: 'psi:1', component_info: info }])
})

t.test('a bare descriptor with its image beside its fields', async t => {
  const [registration] = registrationsIn({ imageUrl: 'psi:1', ...info })
  t.match(registration, { imageUrl: 'psi:1', component_info: info })
  t.notOk('imageUrl' in (registration?.component_info ?? {}))
})

t.test('a list of these', async t => {
  t.equal(
    registrationsIn([
      { imageUrl: 'psi:1', ...info },
      { imageUrl: 'psi:2', component_info: info },
    ]).length,
    2,
  )
  t.strictSame(registrationsIn([]), [])
})

t.test('what is wrong is named', async t => {
  t.throws(() => registrationsIn({ ...info }), { code: 400, message: /imageUrl: missing; text belongs here/ })
  t.throws(() => registrationsIn({ imageUrl: 'x', component_info: { ...info, roleList: 'guest' } }), {
    message: 'component_info.roleList: a list belongs here',
  })
  t.throws(() => registrationsIn('psi'), { code: 400 })
  t.throws(() => registrationsIn(null), { code: 400 })
})

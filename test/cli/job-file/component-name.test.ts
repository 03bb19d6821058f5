import t from 'tap'
import { componentNameText, parseComponentName } from '../../../src/cli/job-file/component-name.js'

t.test('provider and version may be left out, and the word is the same again', async t => {
  const cases = [
    ['psi', { componentName: 'psi' }],
    ['isched/psi', { componentName: 'psi', provider: 'isched' }],
    ['psi@1.0.0', { componentName: 'psi', version: '1.0.0' }],
    ['isched/psi@1.0.0', { componentName: 'psi', provider: 'isched', version: '1.0.0' }],
    ['a/b/c@1', { componentName: 'b/c', provider: 'a', version: '1' }],
  ] as const
  for (const [text, name] of cases) {
    t.same(parseComponentName(text), name)
    t.equal(componentNameText(name), text)
  }
})

t.test('whatever it is given, it answers something', async t => {
  t.same(parseComponentName('@1'), { componentName: '@1' })
  t.same(parseComponentName('psi@'), { componentName: 'psi' })
  t.same(parseComponentName('/psi'), { componentName: '/psi' })
})

import t from 'tap'
import { describeComponent } from '../../src/cli/descriptor.js'
import { component } from './views.js'

t.test('a descriptor is shown in sections; what is none shows nothing', async t => {
  const plain = (_: string, text: string) => text
  const lines = describeComponent(component().component_info, plain)
  for (const line of ['id         string  required           id column', 'common  dataset', '1       no common rows'])
    t.ok(lines.includes(line), line)
  t.same(describeComponent({ componentName: 'psi' }, plain), [])
})

import t from 'tap'
import { readDescriptors } from '../../src/components/read.js'
import { repeatsIn } from '../../src/components/repeats.js'
import { parseYaml } from '../../src/yaml/parse.js'

const info = { componentName: 'psi', provider: 'isched', version: '1.0.0', roleList: ['guest'] }

t.test('a component that is described twice: the last one counts', async t => {
  const once = readDescriptors(parseYaml(JSON.stringify({ imageUrl: 'a', ...info }), 'a.json'))
  const again = readDescriptors(parseYaml(JSON.stringify([{ imageUrl: 'b', ...info }]), 'b.json'))
  t.strictSame(repeatsIn([once]), [])
  t.match(repeatsIn([once, again]), [
    {
      file: 'b.json',
      severity: 'warning',
      message: 'psi 1.0.0 by isched is described in a.json:1, too: the last one counts',
    },
  ])
})

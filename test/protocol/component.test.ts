import t from 'tap'
import { z } from 'zod'
import { componentInfoSchema, registrationSchema } from '../../src/protocol/component.js'
import { bodyFile, peerFile } from '../helpers/peer-files.js'

const least = { componentName: 'psi', provider: 'isched', version: '1.0.0', roleList: ['guest', 'host'] }

t.test('imageUrl, componentName, provider, version and roleList are demanded', async t => {
  t.ok(registrationSchema.safeParse({ imageUrl: 'psi:1', component_info: least }).success)
  t.notOk(registrationSchema.safeParse({ component_info: least }).success, 'imageUrl')
  for (const name of Object.keys(least)) {
    const { [name]: _left, ...rest }: Record<string, unknown> = least
    const { success, error } = componentInfoSchema.safeParse(rest)
    t.notOk(success, name)
    t.strictSame(
      error?.issues.map(issue => issue.path.join('.')),
      [name],
    )
  }
  t.notOk(componentInfoSchema.safeParse({ ...least, roleList: [] }).success, 'a role list with nothing in it')
  t.notOk(componentInfoSchema.safeParse({ ...least, version: null }).success, 'a version that is null')
})

t.test('all the rest is kept, and may be missing or null', async t => {
  const info = { ...least, desVersion: '1', inputParam: null, result: null, somethingElse: { a: [1] } }
  t.strictSame(componentInfoSchema.parse(info), info)
})

t.test('a version that is written as a number means its text', async t => {
  t.equal(componentInfoSchema.parse({ ...least, version: 2 }).version, '2')
})

const optional: [unknown, boolean][] = [
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  [' False ', false],
  [undefined, true],
  [null, true],
]
for (const [written, meant] of optional) {
  t.test(`optional: ${JSON.stringify(written)} is ${meant}`, async t => {
    const { inputParam } = componentInfoSchema.parse({ ...least, inputParam: [{ name: 'n', optional: written }] })
    t.equal(inputParam?.[0]?.optional, meant)
  })
}

t.test('optional that is not there is true', async t => {
  t.equal(componentInfoSchema.parse({ ...least, inputParam: [{ name: 'n' }] }).inputParam?.[0]?.optional, true)
})

const fileSchema = z.object({
  metadata: z.object({ image: z.string() }),
  components_description: z.record(z.string(), z.record(z.string(), z.unknown())),
})

for (const file of [
  bodyFile('components.json'),
  peerFile('fate-flow.unionpay.components.json'),
  peerFile('fate-flow.fate.components.json'),
]) {
  t.test(`every descriptor of ${file.name} is taken, with all that stands in it`, { skip: file.skip }, async t => {
    const { metadata, components_description: descriptors } = fileSchema.parse(file.json())
    for (const [name, info] of Object.entries(descriptors)) {
      const registration = registrationSchema.parse({ imageUrl: metadata.image, component_info: info })
      t.equal(registration.component_info.componentName, name)
      t.strictSame(Object.keys(registration.component_info).sort(), Object.keys(info).sort())
    }
    t.ok(Object.keys(descriptors).length > 0)
  })
}

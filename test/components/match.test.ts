/** Section 5: which component a DAG entry means. */
import t from 'tap'
import { componentText, matchComponent, type RegisteredComponent } from '../../src/components/match.js'
import { componentInfoSchema } from '../../src/protocol/component.js'
import { jobBodySchema, specOf } from '../../src/protocol/job.js'

/** `psi 1.0.0 isched` */
function component(text: string): RegisteredComponent {
  const [componentName, version, provider] = text.split(' ')
  const info = componentInfoSchema.parse({ componentName, version, provider, roleList: ['guest'] })
  return { imageUrl: `${componentName}:${version}`, info, source: 'registered' }
}

const registered = ['psi 1.0.0 isched', 'psi 2.0.0 isched', 'psi 1.0.0 bank', 'lr 1.0.0 isched'].map(component)

function match(entry: Record<string, unknown>, components = registered) {
  const [task] = specOf(
    jobBodySchema.parse({
      dag: { components: [{ name: 'a', version: '1.0.0', ...entry }] },
      config: { initiator: { role: 'guest', node_id: 'g' }, role: { guest: ['g'] } },
    }),
  ).tasks
  if (task === undefined) throw new Error('no task')
  const found = matchComponent(task, components)
  return found.kind === 'one' ? componentText(found.component.info) : `${found.kind}: ${found.sentence}`
}

const hits: [string, Record<string, unknown>, string][] = [
  ['by componentName', { componentName: 'lr' }, 'lr 1.0.0 by isched'],
  ['else by module_name', { module_name: 'lr', code: 'x' }, 'lr 1.0.0 by isched'],
  ['else by code', { code: 'lr' }, 'lr 1.0.0 by isched'],
  [
    'the first spelling that hits',
    { componentName: 'unknown', module_name: 'lr', code: 'psi', provider: 'isched' },
    'lr 1.0.0 by isched',
  ],
  [
    'componentName before the others',
    { componentName: 'psi', module_name: 'lr', provider: 'bank' },
    'psi 1.0.0 by bank',
  ],
  ['of the same version', { componentName: 'psi', version: '2.0.0' }, 'psi 2.0.0 by isched'],
  ['of the provider where the entry gives one', { componentName: 'psi', provider: 'bank' }, 'psi 1.0.0 by bank'],
  ['an empty provider is none', { componentName: 'lr', provider: '' }, 'lr 1.0.0 by isched'],
]
for (const [what, entry, expected] of hits) {
  t.test(what, async t => {
    t.equal(match(entry), expected)
  })
}

t.test('a version that is written as a number is its text', async t => {
  t.equal(match({ componentName: 'lr', version: 1 }, [component('lr 1 isched')]), 'lr 1 by isched')
})

t.test('more than one left is refused, and they are listed', async t => {
  t.equal(
    match({ componentName: 'psi' }),
    'several: task a could mean psi 1.0.0 by isched or psi 1.0.0 by bank: name the provider',
  )
})

const misses: [string, Record<string, unknown>, string][] = [
  ['nothing of that name', { componentName: 'tree' }, 'none: task a: no component tree 1.0.0 is registered here'],
  [
    'another version only, and which there is',
    { componentName: 'lr', version: '9' },
    'none: task a: no component lr 9 is registered here (there is lr 1.0.0 by isched)',
  ],
  [
    'another provider only',
    { componentName: 'lr', provider: 'bank' },
    'none: task a: no component lr 1.0.0 by bank is registered here (there is lr 1.0.0 by isched)',
  ],
  [
    'all spellings are named',
    { code: 'c', module_name: 'm' },
    'none: task a: no component m or c 1.0.0 is registered here',
  ],
]
for (const [what, entry, expected] of misses) {
  t.test(what, async t => {
    t.equal(match(entry), expected)
  })
}

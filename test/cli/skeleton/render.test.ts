/** The skeleton as a whole: for our components and for the peers' it is a job file in which nothing is wrong. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { examine } from '../../../src/cli/job-file/examine.js'
import { render } from '../../../src/cli/skeleton/render.js'
import { assignRoles, rolesOf } from '../../../src/cli/skeleton/roles.js'
import { wire } from '../../../src/cli/skeleton/wire.js'
import { readDescriptors } from '../../../src/components/read.js'
import { checkParameters, parametersOf } from '../../../src/participant/parameters.js'
import { type ComponentInfo, componentInfoSchema } from '../../../src/protocol/component.js'
import { jobBodySchema, specOf } from '../../../src/protocol/job.js'
import { parseYaml } from '../../../src/yaml/parse.js'
import { fromRoot } from '../../fixtures/root.js'
import { bodyFile, peerFile } from '../../helpers/peer-files.js'
import { terminal } from '../terminal.js'

function skeleton(infos: readonly ComponentInfo[]) {
  const tasks = wire(infos)
  return render(tasks, assignRoles(rolesOf(tasks), { nodeId: 'bank-a', peers: ['bank-b', 'bank-c'] }))
}

function component(changes: Record<string, unknown>): ComponentInfo {
  return componentInfoSchema.parse({
    componentName: 'psi',
    provider: 'isched',
    version: '1.0.0',
    roleList: ['guest', 'host'],
    ...changes,
  })
}

/** Fills in what is marked, lints the file, and holds every instance's parameters against the descriptors. */
async function isGood(t: Test, infos: readonly ComponentInfo[]): Promise<void> {
  const { text, todo } = skeleton(infos)
  const filled = text.replace(/: # TODO$/gm, ': 1')
  const { body, remarks } = await examine('-', terminal({ stdin: filled }), {})
  t.strictSame(remarks, [], text)
  t.equal(text.split('\n').filter(line => /^ *[^ #].* # TODO(: [^"]*)?$/.test(line)).length, todo)
  const spec = specOf(jobBodySchema.parse(body))
  t.equal(spec.tasks.length, infos.length)
  for (const [index, task] of spec.tasks.entries()) {
    const info = infos[index]
    if (info === undefined) throw new Error('no component')
    t.strictSame(
      { ...task, roleList: undefined },
      { ...task, roleList: undefined, provider: info.provider, version: info.version, spellings: [info.componentName] },
    )
    for (const { name, defaultValue } of info.inputParam ?? [])
      if (defaultValue !== undefined && defaultValue !== null)
        t.strictSame(parametersOf(spec, task.name, 'guest.0', { ...info, inputParam: [] })[name], defaultValue, name)
    t.strictSame(checkParameters('here', parametersOf(spec, task.name, 'guest.0', info), info).errors, [])
  }
}

function infosOf(text: string, name: string): ComponentInfo[] {
  return readDescriptors(parseYaml(text, name), { needsImage: false }).components.flatMap(({ info }) => info ?? [])
}

const demo = readdirSync(fromRoot('fixtures/demo/components.d')).flatMap(name =>
  infosOf(readFileSync(fromRoot('fixtures/demo/components.d', name), 'utf8'), name),
)
const files = [
  { name: "the demo's components", skip: false, infos: () => demo },
  ...[
    bodyFile('components.json'),
    peerFile('fate-flow.unionpay.components.json'),
    peerFile('fate-flow.fate.components.json'),
  ].map(file => ({ name: file.name, skip: file.skip, infos: () => infosOf(file.text(), file.name) })),
]
for (const { name, skip, infos } of files) {
  t.test(`${name}: each alone, and all together`, { skip }, async t => {
    t.ok(infos().length > 1)
    for (const info of infos()) await t.test(info.componentName, async t => isGood(t, [info]))
    await isGood(t, infos())
  })
}

t.test('components whose words are no plain words', async t => {
  await isGood(t, [
    component({
      componentName: 'a/b.c@d',
      provider: 'x/y',
      version: '1.0',
      title: 'ends\n  here: [',
      inputParam: [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become a variable
        { name: 'a: b', defaultValue: '${HOME}\n # TODO', description: '# TODO\nx: y' },
        { name: '1', optional: false },
      ],
      outputData: [{ name: 'a.b', category: 'a: kind' }],
    }),
    component({ inputData: [{ name: 'in', category: 'a: kind' }] }),
  ])
})

t.test('whatever the components are called and say, it is a job file without errors', async t => {
  const word = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not become a variable
    fc.constantFrom('a: b', '${x}', '# TODO', '- a', '@', 'true'),
  )
  const kind = fc.constantFrom('dataset', 'training_set', 'datasets', 'model', 'report')
  const data = fc.array(fc.record({ name: word, category: fc.oneof(kind, word) }), { maxLength: 3 })
  const parameter = fc.record(
    { name: word, title: word, description: word, type: word, optional: fc.boolean(), defaultValue: fc.jsonValue() },
    { requiredKeys: ['name'] },
  )
  const described = fc
    .record({
      componentName: word,
      provider: word,
      version: word,
      title: word,
      inputParam: fc.array(parameter, { maxLength: 3 }),
      inputData: data,
      outputData: data,
    })
    .map(component)
  const holds = fc.assert(
    fc.asyncProperty(fc.array(described, { minLength: 1, maxLength: 4 }), async infos => {
      const { text } = skeleton(infos)
      const { remarks } = await examine('-', terminal({ stdin: text }), {})
      const errors = remarks.filter(({ severity }) => severity === 'error')
      if (errors.length > 0) throw new Error(`${JSON.stringify(errors)}\n${text}`)
    }),
    { numRuns: 300 },
  )
  await t.resolves(holds)
})

t.test('how it reads', async t => {
  const psi = demo.filter(({ componentName }) => componentName === 'psi')
  const { text, todo } = skeleton([
    ...psi,
    component({ componentName: 'use', inputData: [{ name: 'm', category: 'model' }] }),
  ])
  t.equal(todo, 2)
  t.equal(
    text.split('\n').slice(2).join('\n'),
    `flow_id: psi-use

roles:
  guest: bank-a # this node
  host: bank-b # a peer

tasks:
  # Private set intersection: Finds the ids that both parties have, by elliptic-curve Diffie-Hellman.
  psi:
    component: isched-demo/psi@1.0.0
    output: { train_data: training_set, test_data: test_set }
    params:
      common:
        # Id column: The column that holds the ids. (string)
        id: id
        # Share kept back: The share of the common rows that is kept back for evaluation, from 0 to 1. (float)
        test_share: 0
      # Each party's own data, for data.
      guest: { dataset_id: "namespace#name" } # TODO: where it lies in the party's storage
      host: { dataset_id: "namespace#name" } # TODO: where it lies in the party's storage

  use:
    component: isched/use@1.0.0
    # m is a model, and nothing before makes one: name an output as <task>.<key>
`,
  )
})

t.test('an arbiter has no data of its own, unless it is alone', async t => {
  const data = { inputData: [{ name: 'in', category: 'dataset' }] }
  t.notMatch(skeleton([component({ ...data, roleList: ['guest', 'arbiter'] })]).text, /arbiter: \{ dataset_id/)
  t.match(skeleton([component({ ...data, roleList: ['arbiter'] })]).text, /arbiter: \{ dataset_id/)
})

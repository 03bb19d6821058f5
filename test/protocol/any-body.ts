import fc from 'fast-check'
import { type JobBody, jobBodySchema } from '../../src/protocol/job.js'

const word = fc.stringMatching(/^[a-z]{1,4}$/)
const value = fc.oneof(word, fc.integer(), fc.boolean(), fc.record({ deep: fc.integer() }))
const params = fc.dictionary(fc.constantFrom('n', 'label', 'rate', 'curve'), value, { maxKeys: 3 })
const nullable = <T>(inner: fc.Arbitrary<T>) => fc.option(inner, { nil: null })

/** Any body that this protocol's two editions allow, in its many spellings, with what may be missing missing now and then. */
export const anyBody: fc.Arbitrary<JobBody> = fc
  .record({
    names: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
    guests: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
    hosts: fc.uniqueArray(word, { maxLength: 2 }),
    seed: fc.infiniteStream(fc.nat(9)),
  })
  .chain(({ names, guests, hosts, seed }) => {
    const next = (): number => seed.next().value ?? 0
    const spelling = fc.constantFrom(
      { componentName: 'psi', provider: 'isched' },
      { code: 'psi', module_name: 'psi' },
      { code: 'c-1', module_name: 'psi' },
      { componentName: '', code: 'psi', provider: null },
    )
    const components = names.map((name, index) =>
      fc.record(
        {
          name: fc.constant(name),
          version: fc.constantFrom<string | number>('1', 1, '2.0.0'),
          input: nullable(
            fc.constant(
              names.slice(0, index).flatMap(above => (next() % 2 ? [{ key: `${above}.out`, type: 'dataset' }] : [])),
            ),
          ),
          output: fc.constant([{ key: 'out', type: 'dataset' }]),
          remark: word,
        },
        { requiredKeys: ['name', 'version', 'output'] },
      ),
    )
    const ofTasks = fc.dictionary(fc.constantFrom(...names), nullable(params))
    const byIndex = fc.dictionary(
      fc.constantFrom(...guests.map((_, index) => String(index)), guests.map((_, index) => index).join('|')),
      nullable(ofTasks),
    )
    return fc
      .record(
        {
          flow_id: nullable(word),
          remark: word,
          spellings: fc.array(spelling, { minLength: names.length, maxLength: names.length }),
          components: fc.tuple(...components),
          role: fc.constantFrom(
            { guest: guests, host: hosts },
            { guest: guests, host: hosts, arbiter: null },
            { guest: guests, host: hosts, arbiter: [] },
          ),
          job_params: nullable(
            fc.record({ common: nullable(fc.constantFrom({}, { sync_type: 'poll' })) }, { requiredKeys: [] }),
          ),
          task_params: nullable(
            fc.record({ common: nullable(ofTasks), guest: nullable(byIndex) }, { requiredKeys: [] }),
          ),
        },
        { requiredKeys: ['spellings', 'components', 'role'] },
      )
      .map(({ spellings, components: entries, role, job_params, task_params, ...beside }) =>
        jobBodySchema.parse(
          plain({
            ...beside,
            dag: { components: entries.map((entry, index) => ({ ...entry, ...spellings[index] })) },
            config: {
              initiator: { role: 'guest', node_id: guests[0] },
              role,
              ...(job_params !== undefined && { job_params }),
              ...(task_params !== undefined && { task_params }),
            },
          }),
        ),
      )
  })

/** As it comes off the wire: objects with the usual prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

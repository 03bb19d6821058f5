/** The schemas that validate, as JSON Schema: each that has a name once, under it. */
import { z } from 'zod'
import { createdSchema, nothingSchema } from '../../protocol/answers.js'
import { stopSchema } from '../../protocol/calls.js'
import { componentInfoSchema, inputParamSchema, registrationSchema } from '../../protocol/component.js'
import { configSchema, dagEntrySchema, dagSchema, jobBodySchema } from '../../protocol/job.js'
import {
  componentViewSchema,
  findingSchema,
  jobSummarySchema,
  jobViewSchema,
  logPageSchema,
  nodeInJobSchema,
  nodeViewSchema,
  partyViewSchema,
  peerCheckSchema,
  peerViewSchema,
  problemSchema,
  taskViewSchema,
} from '../../protocol/view.js'

export type JsonSchema = Record<string, unknown>

/** What comes in: `input` is what is taken, before it is read. What goes out: `output`. */
export type Direction = 'input' | 'output'

const NAMES: Record<Direction, readonly (readonly [string, z.ZodType])[]> = {
  input: [
    ['JobBody', jobBodySchema],
    ['Dag', dagSchema],
    ['DagEntry', dagEntrySchema],
    ['JobConfig', configSchema],
    ['Stop', stopSchema],
    ['Registration', registrationSchema],
    ['ComponentInfo', componentInfoSchema],
    ['InputParam', inputParamSchema],
  ],
  output: [
    ['Nothing', nothingSchema],
    ['Created', createdSchema],
    ['NodeView', nodeViewSchema],
    ['JobSummary', jobSummarySchema],
    ['JobView', jobViewSchema],
    ['TaskView', taskViewSchema],
    ['PartyView', partyViewSchema],
    ['NodeInJob', nodeInJobSchema],
    ['Problem', problemSchema],
    ['LogPage', logPageSchema],
    ['ComponentView', componentViewSchema],
    ['PeerView', peerViewSchema],
    ['PeerCheck', peerCheckSchema],
    ['Finding', findingSchema],
  ],
}

/** The JSON Schema (2020-12) of each of these, with references to `#/components/schemas/NAME` between them. */
export function jsonSchemas(schemas: Readonly<Record<string, z.ZodType>>, io: Direction): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of NAMES[io]) registry.add(schema, { id })
  for (const [id, schema] of Object.entries(schemas)) if (!registry.has(schema)) registry.add(schema, { id })
  const { schemas: made } = z.toJSONSchema(registry, {
    io,
    uri: id => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      // Whatever is sent there is taken; the description says what is meant.
      if (io === 'input' && zodSchema._zod.def.type === 'catch')
        for (const key of Object.keys(jsonSchema)) if (key !== 'description') Reflect.deleteProperty(jsonSchema, key)
    },
  })
  return Object.fromEntries(Object.entries(made).map(([id, { $schema: _, $id: __, ...rest }]) => [id, rest]))
}

/** By what name a schema stands in {@link jsonSchemas}; `otherwise` where it has none of its own. */
export function nameOf(schema: z.ZodType, io: Direction, otherwise: string): string {
  return NAMES[io].find(([, named]) => named === schema)?.[0] ?? otherwise
}

/** Only the schemas that `roots` need, in the order of their names. */
export function needed(all: Record<string, JsonSchema>, roots: Iterable<string>): Record<string, JsonSchema> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name) || all[name] === undefined) return
    found.add(name)
    for (const [, next = ''] of JSON.stringify(all[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g)) visit(next)
  }
  for (const root of roots) visit(root)
  return Object.fromEntries([...found].sort().map(name => [name, all[name] ?? {}]))
}

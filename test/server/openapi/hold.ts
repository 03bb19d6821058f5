/** What the tests of every table ask: do its examples hold under its own schemas? */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Test } from 'tap'
import type { About, AboutTable } from '../../../src/server/openapi/about.js'
import type { Description } from '../../../src/server/openapi/describe.js'

/** The examples of a table are taken and answered by the schemas that validate. */
export function examplesHold(t: Test, table: AboutTable): void {
  for (const [name, { input, answer, examples, refusals }] of Object.entries<About>(table)) {
    for (const [which, example] of Object.entries(examples.input ?? {}))
      t.ok(input?.safeParse(example).success, `${name}: ${which}`)
    t.equal(input === undefined, examples.input === undefined, `${name}: an example for every input`)
    t.ok(answer.safeParse(examples.answer).success, `${name}: the answer`)
    for (const sentence of Object.values(refusals)) t.ok(sentence.length > 0)
  }
}

/** A validator for what stands at a place of a description. */
export function validatorAt(description: Description, pointer: string[]) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(description, 'it')
  const fragment = pointer.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
  return ajv.compile({ $ref: `it#/${fragment}` })
}

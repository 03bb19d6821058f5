/** Whole nodes together, some thousands of small cases; `npm run check:model` plays longer, larger and for as long as one likes. */
import fc from 'fast-check'
import t from 'tap'
import { smallCases } from './cases.js'
import { tell } from './show.js'
import { World } from './world.js'

/** As many as fit, so that a slow machine is no reason to fail. */
const LIMIT_MS = 18_000

t.test('the rules hold after every step, whatever is lost, doubled, late or killed', async t => {
  const result = await fc.check(
    fc.asyncProperty(smallCases, scenario => new World(scenario).play()),
    { numRuns: 3000, interruptAfterTimeLimit: LIMIT_MS },
  )
  const [scenario] = result.counterexample ?? []
  if (scenario !== undefined) t.comment(await tell(scenario))
  t.comment(`${result.numRuns} cases, seed ${result.seed}`)
  t.notOk(result.failed, `seed ${result.seed}, path ${result.counterexamplePath}`)
  t.ok(result.numRuns > 0, 'cases were played')
})

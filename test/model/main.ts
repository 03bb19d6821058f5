/** The long run: cases at random until one breaks a rule, or as many as were asked for. */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { cases, smallCases } from './cases.js'
import type { Scenario } from './scenario.js'
import { tell } from './show.js'
import { World } from './world.js'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    shrink: { type: 'string', default: '60' },
    small: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`npm run check:model -- --runs N [--seed S] [--path P] [--small] [--shrink SECONDS]

Plays N random cases of whole nodes: messages lost, doubled, late and out of order, daemons killed between any two steps,
components that fail, hang and report late, people who stop and refuse; and checks the rules of the protocol after every step.
A failing case is shrunk, printed with everything that happened in it, and can be played again with its seed and path.
--small plays the smaller cases of the tests.`)
  process.exit(0)
}

const runs = Number(values.runs)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const outcomes = new Map<string, number>()
const total = { played: 0, events: 0, kills: 0, starts: 0 }
const began = performance.now()

function figures(): string {
  const seconds = (performance.now() - began) / 1000
  return `${total.played} cases, ${total.events} steps, ${total.kills} kills, ${total.starts} instances started, ${seconds.toFixed(0)} s`
}

/** After that the smallest case found so far will do. */
const SHRINK_MS = Number(values.shrink) * 1000
let failedAt: number | undefined
let printed = performance.now()
const result = await fc.check(
  fc.asyncProperty(values.small ? smallCases : cases, async (scenario: Scenario) => {
    if (failedAt !== undefined && performance.now() - failedAt > SHRINK_MS) return
    const world = new World(scenario)
    try {
      await world.play()
    } catch (error) {
      failedAt ??= performance.now()
      throw error
    } finally {
      total.played += 1
      total.events += world.steps
      total.kills += world.kills
      total.starts += world.truth.starts
      for (const outcome of world.outcomes()) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    if (performance.now() - printed < 5000) return
    printed = performance.now()
    console.log(figures())
  }),
  { numRuns: runs, seed, ...(values.path !== undefined && { path: values.path }) },
)
console.log(`${figures()}, seed ${seed}`)
if (result.failed) {
  const [scenario] = result.counterexample ?? []
  console.log(`\na rule was broken; shrunk ${result.numShrinks} times:\n`)
  if (scenario !== undefined) console.log(await tell(scenario))
  console.log(
    `\nagain: npm run check:model -- --runs 1${values.small ? ' --small' : ''} --seed ${result.seed} --path ${result.counterexamplePath}`,
  )
  process.exitCode = 1
} else {
  console.log(`jobs: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
  console.log('no rule was broken')
}

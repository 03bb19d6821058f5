/** A broken case, for a person: who there is, the graph, what goes wrong, and what happened in which order. */
import { behaviourOf, holders, jobId, nodeId, type Scenario, takingPart, taskName } from './scenario.js'
import { Broken, World } from './world.js'

export function showCase(scenario: Scenario): string[] {
  const lines: string[] = []
  for (const [index, { kind, approval, capacity, lacks }] of scenario.nodes.entries())
    lines.push(
      `${nodeId(index)}: ${kind}, approval ${approval}, room for ${capacity}${lacks ? `, lacks ${lacks}` : ''}`,
    )
  for (const [index, job] of scenario.jobs.entries()) {
    lines.push(
      `${jobId(index)}: submitted at ${job.submitAt} ms by ${nodeId(job.initiator)}, scheduled by ${nodeId(job.scheduler)}, ${job.syncType}; ${holders(
        job,
      )
        .map(({ key, node }) => `${key} is ${nodeId(node)}`)
        .join(', ')}`,
    )
    for (const [at, { component, after }] of job.tasks.entries()) {
      lines.push(
        `  ${taskName(at)} (${component})${after.length > 0 ? ` after ${after.map(taskName).join(', ')}` : ''}`,
      )
      for (const { key } of takingPart(job, at)) {
        const { end, after: ms, exitCode, callbacks, onStop } = behaviourOf(job, at, key)
        const ending =
          end === 'hang' ? 'hangs' : end === 'vanish' ? `vanishes after ${ms} ms` : `exits ${exitCode} after ${ms} ms`
        lines.push(
          `    ${key} ${ending}${callbacks.map(({ at: when, status }) => `, says ${status} at ${when}`).join('')}; told to end it ${onStop}`,
        )
      }
    }
  }
  for (const action of scenario.actions) lines.push(`at ${action.at} ms: ${JSON.stringify(action)}`)
  for (const { node, after, downMs } of scenario.crashes)
    lines.push(`${nodeId(node)} dies at its dealing ${after}, and is down for ${downMs} ms`)
  for (const { node, from, ms } of scenario.cuts) lines.push(`${nodeId(node)} is cut off at ${from} ms for ${ms} ms`)
  if (scenario.loss !== undefined) lines.push(`${nodeId(scenario.loss.node)} goes at ${scenario.loss.at} ms for good`)
  if (Object.keys(scenario.deadlines).length > 0) lines.push(`deadlines: ${JSON.stringify(scenario.deadlines)}`)
  lines.push(`fate: ${JSON.stringify(scenario.chaos)}`)
  return lines
}

/** The case with everything that happened in it, as a failing run prints it. */
export async function tell(scenario: Scenario): Promise<string> {
  const world = new World(scenario, true)
  const broken = await world.play().then(
    () => 'nothing was broken this time',
    (error: unknown) => (error instanceof Broken ? error.message : String(error)),
  )
  return [...showCase(scenario), '', ...shortened(world.trace), '', `BROKEN: ${broken}`].join('\n')
}

/** A long story without its middle. */
function shortened(lines: string[]): string[] {
  if (lines.length <= 400) return lines
  return [...lines.slice(0, 300), `        ... ${lines.length - 350} more lines ...`, ...lines.slice(-50)]
}

/** What the tests of the conformance test give it to test. */
import type { TestComponent } from '../../src/conformance/bodies.js'
import type { TestedRole } from '../../src/conformance/case.js'
import { planOf } from '../../src/conformance/plan.js'
import { type Report, type RunOptions, runPlan } from '../../src/conformance/run.js'
import type { Tested } from '../../src/conformance/world.js'

export const OUR_ID = 'conformance'

export function testComponent(name: string, provider: string, more: Partial<TestComponent> = {}): TestComponent {
  return {
    label: name,
    name: { componentName: name, module_name: name, code: name, provider, version: '1.0.0' },
    inputs: [],
    outputs: [],
    params: {},
    ...more,
  }
}

/** A node, as an operator describes it. */
export function tested(url: string, more: Partial<Tested> = {}): Tested {
  return {
    url,
    nodeId: 'node',
    edition: '1.2',
    as: ['participant', 'scheduler'],
    role: 'guest',
    ourId: OUR_ID,
    ourRoles: ['guest', 'host'],
    ...more,
  }
}

/** A run with a door of ours at a port; without one where there is none. */
export function runAt(port: number | undefined, node: Tested, options: Partial<RunOptions> = {}): Promise<Report> {
  return runPlan(planOf(node, port !== undefined), {
    timeoutMs: 3_000,
    ...(port !== undefined && { listen: { host: '127.0.0.1', port } }),
    signal: new AbortController().signal,
    ...options,
  })
}

/** `must job/stop`, for each deviation; also `info ...` where `noted` is wanted. */
export function found(
  { results }: Report,
  as: TestedRole,
  kind: 'deviates' | 'noted' | 'not tried' = 'deviates',
): string[] {
  return results
    .filter(result => result.as === as && result.verdict.result === kind)
    .map(({ id, level }) => `${level} ${id}`)
    .sort()
}

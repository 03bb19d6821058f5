import type { Test } from 'tap'
import type { RunnerKind } from './daemon.js'
import { engine } from './docker.js'

/** The same cases twice: their components as processes, and as containers where an engine answers. */
export async function withBothRunners(
  t: Test,
  cases: (t: Test, runner: RunnerKind) => Promise<unknown>,
): Promise<void> {
  await t.test('as processes', t => cases(t, 'process'))
  await t.test('as containers', await engine(), t => cases(t, 'docker'))
}

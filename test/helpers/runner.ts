import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Exit, InstanceSpec, OutputLine, Runner } from '../../src/runner/runner.js'

/** What came of following an instance. */
export interface Followed {
  lines: OutputLine[]
  exit: Exit
}

/** A directory outside the project, removed at the test's end. */
export async function temporaryDirectory(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'isched-test-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** The same runner; its instances are removed, and it is closed, at the test's end. */
export function tidy(t: Test, runner: Runner): Runner {
  t.teardown(async () => {
    for (const { id } of await runner.list()) await runner.remove(id)
    await runner.close()
  })
  return runner
}

/** An instance that runs a shell script, which finds its log directory in LOGS. */
export async function scriptSpec(t: Test, runner: Runner, image: string, script: string): Promise<InstanceSpec> {
  const logDirectory = await temporaryDirectory(t)
  return {
    name: `${process.pid}-${Math.random().toString(36).slice(2)}`,
    labels: {},
    image,
    environment: { SCRIPT: script, LOGS: runner.logPath(logDirectory) },
    resources: {},
    logDirectory,
  }
}

/** Follows an instance to its end. */
export async function follow(runner: Runner, id: string, from?: string): Promise<Followed> {
  const lines: OutputLine[] = []
  const exit = await runner.follow(id, from, line => lines.push(line), new AbortController().signal)
  return { lines, exit }
}

/** Follows until a line satisfies, then lets go; answers all lines until then. */
export async function followUntil(
  runner: Runner,
  id: string,
  from: string | undefined,
  satisfied: (line: OutputLine) => boolean,
): Promise<OutputLine[]> {
  const lines: OutputLine[] = []
  const enough = new AbortController()
  const collect = (line: OutputLine) => {
    if (enough.signal.aborted) return
    lines.push(line)
    if (satisfied(line)) enough.abort()
  }
  await runner.follow(id, from, collect, enough.signal).catch(error => {
    if (!enough.signal.aborted) throw error
  })
  return lines
}

/** The texts of one stream, in order. */
export function texts(lines: OutputLine[], stream: OutputLine['stream']): string[] {
  return lines.filter(line => line.stream === stream).map(line => line.text)
}

/** `1`, `2`, ... as `seq` prints them. */
export function numbers(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
}

/** Resolves when a file is there. */
export async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise(resolve => setTimeout(resolve, 10))
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

export const HOLDER = fileURLToPath(new URL('./children/holder.js', import.meta.url))

/** The first line that a child says. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the child has no stdout')
  for await (const line of createInterface(child.stdout)) return line
  throw new Error('the child said nothing')
}

/** Another process that tries to open the directory. */
export async function holder(
  t: Test,
  path: string,
): Promise<{ child: ChildProcess; said: string; kill(): Promise<void> }> {
  const child = fork(HOLDER, [path], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  t.teardown(kill)
  return { child, said: await firstLine(child), kill }
}

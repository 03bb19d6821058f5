import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { type NodeOptions, startNodes, type TestNode } from '../test/helpers/daemon.js'

/** Runs with daemons that are gone afterwards. */
export async function withNodes<Id extends string, R>(
  nodes: Record<Id, NodeOptions>,
  work: (nodes: Record<Id, TestNode>) => Promise<R>,
): Promise<R> {
  const teardowns: (() => unknown)[] = []
  let passing = true
  const keeper = {
    teardown: (teardown: () => unknown) => void teardowns.push(teardown),
    passing: () => passing,
  }
  try {
    return await work(await startNodes(keeper, nodes))
  } catch (error) {
    passing = false
    throw error
  } finally {
    for (const teardown of teardowns) await teardown()
  }
}

/** Gives a node one more component. */
export function addComponent(node: TestNode, imageUrl: string, name: string): void {
  const roleList = ['guest', 'host', 'arbiter']
  const component = {
    imageUrl,
    componentName: name,
    provider: 'test',
    version: '1.0.0',
    roleList,
    outputData: [{ name: 'result', category: 'dataset' }],
  }
  writeFileSync(join(node.componentsFolder, `${name}.yaml`), stringify(component))
}

/** Waits for a job's good end, as long as it takes. */
export async function succeeded(node: TestNode, jobId: string): Promise<void> {
  for (;;) {
    const { outcome, reason } = await node.job(jobId)
    if (outcome === 'succeeded') return
    if (outcome !== undefined) throw new Error(`the job ended otherwise: ${outcome}, ${reason}`)
    await sleep(20)
  }
}

/** The names of a chain's tasks, in order. */
export function chainNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `t${String(index + 1).padStart(3, '0')}`)
}

/** A chain of trivial containers as a job, over a bare loop that makes, starts, awaits and removes the same containers. */

import type { TestNode } from '../test/helpers/daemon.js'
import { busyboxImage, docker } from '../test/helpers/docker.js'
import { jobBody } from '../test/helpers/job-body.js'
import { until } from '../test/helpers/until.js'
import { addComponent, chainNames, succeeded, withNodes } from './nodes.js'
import { type Figure, figureOf } from './table.js'

export interface Measure {
  rounds: number
  tasks: number
  progress: (sentence: string) => void
}

export async function containerChains(measure: Measure): Promise<Figure[]> {
  const image = await busyboxImage(['/bin/true'])
  const options = { runner: 'docker' as const }
  const one = await withNodes({ a: options }, ({ a }) => compare(image, [a], { guest: ['a'] }, measure))
  const three = await withNodes({ a: options, b: options, c: options }, ({ a, b, c }) =>
    compare(image, [a, b, c], { guest: ['a'], host: ['b'], arbiter: ['c'] }, measure),
  )
  return [one, three]
}

async function compare(
  image: string,
  nodes: TestNode[],
  roles: Record<string, string[]>,
  { rounds, tasks, progress }: Measure,
): Promise<Figure> {
  const [first] = nodes
  if (first === undefined) throw new Error('no node')
  for (const node of nodes) {
    addComponent(node, image, 'trivial')
    await until('the component is known', async () => {
      const { components } = await node.ask('GET', '/v1/isched/components')
      return JSON.stringify(components).includes('"trivial"') || undefined
    })
  }
  const bare: number[] = []
  const jobs: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await timed(() => Promise.all(nodes.map(() => bareLoop(image, tasks)))))
    jobs.push(await timed(() => runJob(first, roles, tasks)))
    progress(
      `${tasks} containers on ${nodes.length} node(s), round ${round}: bare ${seconds(bare.at(-1))}, as a job ${seconds(jobs.at(-1))}`,
    )
  }
  const where = nodes.length === 1 ? 'one node' : `${nodes.length} nodes`
  const loops = nodes.length === 1 ? 'bare loop' : `${nodes.length} bare loops`
  return figureOf(`${tasks} containers in a chain, ${where}`, jobs, { name: loops, times: bare })
}

async function bareLoop(image: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const container = await docker.createContainer({ Image: image })
    await container.start()
    await container.wait({ condition: 'not-running' })
    await container.remove()
  }
}

async function runJob(node: TestNode, roles: Record<string, string[]>, count: number): Promise<void> {
  const names = chainNames(count)
  const chain = names.map((name, index) => [
    name,
    { component: 'trivial', ...(index > 0 && { after: [names[index - 1] ?? ''] }) },
  ])
  await succeeded(node, await node.submit(jobBody({ roles, tasks: Object.fromEntries(chain) })))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function seconds(ms = Number.NaN): string {
  return `${(ms / 1000).toFixed(2)} s`
}

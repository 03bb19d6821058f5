/**
 * How long the scheduler itself takes between two tasks: from the last exit of one at any of three parties to the starts of
 * the next. The instances write down when they run, outside of isched.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestNode } from '../test/helpers/daemon.js'
import { jobBody } from '../test/helpers/job-body.js'
import type { Measure } from './containers.js'
import { chainNames, succeeded, withNodes } from './nodes.js'
import { type Figure, figureOf } from './table.js'

const ROLES = { guest: ['a'], host: ['b'], arbiter: ['c'] }

export async function gaps({ rounds, tasks, progress }: Measure): Promise<Figure[]> {
  return withNodes({ a: {}, b: {}, c: {} }, async ({ a, b, c }) => {
    const ledger = join(a.folder, 'ledger')
    const toFirst: number[] = []
    const toLast: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      appendFileSync(ledger, '')
      const names = chainNames(tasks)
      await runChain(a, names, ledger)
      const found = gapsIn(readFileSync(ledger, 'utf8').split('\n'), names, [a, b, c].length, round)
      toFirst.push(...found.map(({ first }) => first))
      toLast.push(...found.map(({ last }) => last))
      progress(`gaps between ${tasks} tasks on three nodes, round ${round} done`)
    }
    if (!existsSync(ledger)) throw new Error('nothing was written down')
    return [
      figureOf("a task's last exit to the next one's first start, 3 nodes, processes", toFirst),
      figureOf("a task's last exit to the next one's last start, 3 nodes, processes", toLast),
    ]
  })
}

async function runChain(node: TestNode, names: string[], ledger: string): Promise<void> {
  // date(1) is started before the stamp of the start is taken and ends after that of the end: what it costs counts against us.
  const chain = names.map((name, index) => [
    name,
    {
      script: `exec /bin/bash -c 'echo "${name} start $EPOCHREALTIME" >> ${ledger}; echo "${name} end $EPOCHREALTIME" >> ${ledger}'`,
      ...(index > 0 && { after: [names[index - 1] ?? ''] }),
    },
  ])
  await succeeded(node, await node.submit(jobBody({ roles: ROLES, tasks: Object.fromEntries(chain) })))
}

/** The gaps of the last round; milliseconds. */
function gapsIn(lines: string[], names: string[], parties: number, round: number): { first: number; last: number }[] {
  const stamps = (name: string, what: string): number[] =>
    lines
      .filter(line => line.startsWith(`${name} ${what} `))
      .map(line => Number(line.split(' ')[2]) * 1000)
      .slice(-parties)
  return names.slice(1).map((name, index) => {
    const starts = stamps(name, 'start')
    const ends = stamps(names[index] ?? '', 'end')
    if (starts.length !== parties || ends.length !== parties)
      throw new Error(`round ${round}: ${name} did not run at all parties`)
    return { first: Math.min(...starts) - Math.max(...ends), last: Math.max(...starts) - Math.max(...ends) }
  })
}

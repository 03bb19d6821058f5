/**
 * What a job costs beside what it runs. Ratios are taken against a baseline that runs in the same minute, turn and turn about,
 * for a machine is not the same from one minute to the next.
 */
import { parseArgs } from 'node:util'
import { engine } from '../test/helpers/docker.js'
import { containerChains } from './containers.js'
import { gaps } from './gaps.js'
import { type Figure, table } from './table.js'

const HELP = `npm run bench [-- options]

  --rounds N   how often each is measured; the medians count (default 3)
  --tasks N    tasks in the chain (default 20)
  --json       the figures as JSON
  --help

With a Docker engine: a chain of N trivial containers as a job, over a bare dockerode loop of the same N (create, start,
wait, remove), on one node and on three. Always: how long after a task's last exit the next task's instances start, with
the process runner and three daemons that store durably.`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    tasks: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
} else {
  const rounds = Number(values.rounds)
  const tasks = Number(values.tasks)
  if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(tasks) || tasks < 2) {
    console.error('--rounds takes a whole number from 1, --tasks one from 2')
    process.exit(2)
  }
  const progress = (sentence: string): void => void (values.json || process.stderr.write(`${sentence}\n`))
  const { skip } = await engine()
  const figures: Figure[] = []
  if (skip) progress(`${skip}: the containers are left out`)
  else figures.push(...(await containerChains({ rounds, tasks, progress })))
  figures.push(...(await gaps({ rounds, tasks, progress })))
  console.log(values.json ? JSON.stringify({ tasks, rounds, figures }, null, 2) : table(figures))
}

/** `npm run torture`: daemons that are killed, paused and cut off while they run jobs, and a verdict. */
import { parseArgs } from 'node:util'
import type { RunnerKind } from '../helpers/daemon.js'
import { engine } from '../helpers/docker.js'
import { show } from './show.js'
import { torture } from './torture.js'

const HELP = `npm run torture [-- options]

  --nodes N        daemons (default 3, at most 9)
  --jobs N         jobs that are submitted, at least; more while there are kills left (default 20)
  --kills N        daemons killed with SIGKILL (default 200)
  --seed S         decides who is killed and when, what the jobs look like, and what the network does (default: a new one)
  --runner KIND    docker or process (default: docker where an engine answers)
  --patience S     seconds in which nothing may move before a job counts as stuck (default 90)
  --keep           leave the folder with the daemons' logs also when all is well
  --help

Ends with "0 lost, 0 stuck, 0 doubled, 0 out of order" and the exit code 0, or with what is wrong, the seed and 1.`

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '3' },
    jobs: { type: 'string', default: '20' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    runner: { type: 'string' },
    patience: { type: 'string', default: '90' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  console.error(`--${name} takes a whole number from ${least} to ${most}, not "${text}"`)
  process.exit(2)
}

async function chosenRunner(): Promise<RunnerKind> {
  const { skip } = await engine()
  if (values.runner === undefined) return skip ? 'process' : 'docker'
  if (values.runner === 'process') return 'process'
  if (values.runner !== 'docker') {
    console.error(`--runner takes docker or process, not "${values.runner}"`)
    process.exit(2)
  }
  if (skip) {
    console.error(`--runner docker: ${skip}`)
    process.exit(2)
  }
  return 'docker'
}

if (values.help) {
  console.log(HELP)
} else {
  const options = {
    nodes: whole('nodes', values.nodes, 1, 9),
    jobs: whole('jobs', values.jobs, 1, 100_000),
    kills: whole('kills', values.kills, 0, 1_000_000),
    seed: values.seed,
    runner: await chosenRunner(),
    patienceMs: whole('patience', values.patience, 1, 86_400) * 1000,
    keep: values.keep,
  }
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.error('interrupted; clearing up')
      interrupted.abort(new Error('interrupted'))
    })
  }
  console.error(`seed ${options.seed}, ${options.runner} runner`)
  const progress = (sentence: string): void => console.error(sentence)
  try {
    const report = await torture({ ...options, progress, signal: interrupted.signal })
    console.log(show(report))
    process.exitCode = report.findings.length === 0 ? 0 : 1
  } catch (error) {
    if (interrupted.signal.aborted) {
      process.exitCode = 130
    } else {
      console.error(error)
      console.error(`FAILED with --seed ${options.seed}`)
      process.exitCode = 1
    }
  }
}

/** The commands about jobs. */
import { type Command, Option } from 'commander'
import type { GraphOptions } from '../commands/graph.js'
import type { LintOptions } from '../commands/lint.js'
import type { ListOptions } from '../commands/list.js'
import type { LogsOptions } from '../commands/logs.js'
import type { RejectOptions } from '../commands/reject.js'
import type { SkeletonOptions } from '../commands/skeleton.js'
import type { StopOptions } from '../commands/stop.js'
import type { FollowUpOptions, SubmitOptions } from '../commands/submit.js'
import type { WaitOptions } from '../commands/wait.js'
import type { OutputOption } from '../output.js'
import type { Act } from '../program.js'
import { count, examples, milliseconds, outputOption, setOption } from './values.js'

const ANY_JOB = 'id, or its first characters, or @last (default: @last)'
const A_JOB = 'id, or its first characters, or @last'

/** Adds them in the order of the help. */
export function addJobCommands(program: Command, act: Act): void {
  program.commandsGroup('Jobs:')
  addSubmission(program, act)
  addQuestions(program, act)
  addDecisions(program, act)
}

function addSubmission(program: Command, act: Act): void {
  const skeleton = program
    .command('skeleton')
    .description('write a job file to start from, with all that its components can be told')
    .argument('<component|file...>', '[provider/]name[@version] of what is registered here, or descriptor files')
    .option('-o, --output-file <path>', 'write it there, not to the standard output')
    .option('--force', 'replace the file that is there')
    .action(
      act(async (context, words: string[], options: SkeletonOptions) =>
        (await import('../commands/skeleton.js')).skeleton(context, words, options),
      ),
    )
  examples(skeleton, 'isched skeleton psi linear_regression -o job.yaml', 'isched skeleton ./vendor.json > job.yaml')

  const submit = program
    .command('submit')
    .description('check a job file and submit its job to this node')
    .argument('<file>', 'job file in YAML or JSON, see isched-job(5); - for the standard input')
    .addOption(waitOption())
    .addOption(watchOption())
    .addOption(setOption())
    .addOption(outputOption('name'))
    .action(
      act(async (context, file: string, options: SubmitOptions) =>
        (await import('../commands/submit.js')).submit(context, file, options),
      ),
    )
  examples(
    submit,
    'isched submit job.yaml --wait',
    'isched submit job.yaml --set ROUNDS=20 --watch',
    'id=$(isched submit job.yaml -o name)',
  )

  const lint = program
    .command('lint')
    .description('say what is wrong with job files, and submit nothing')
    .argument('<file...>', 'job files; - for the standard input')
    .option('--offline', "don't ask the node about components, peers and images")
    .addOption(setOption())
    .addOption(outputOption())
    .action(
      act(async (context, files: string[], options: LintOptions) =>
        (await import('../commands/lint.js')).lint(context, files, options),
      ),
    )
  examples(lint, 'isched lint job.yaml', 'isched lint --offline jobs/*.yaml -o json')

  const retry = program
    .command('retry')
    .description("submit an old job's body again, as a new job that names the old one")
    .argument('<job>', A_JOB)
    .addOption(waitOption())
    .addOption(watchOption())
    .addOption(outputOption('name'))
    .action(
      act(async (context, job: string, options: FollowUpOptions) =>
        (await import('../commands/retry.js')).retry(context, job, options),
      ),
    )
  examples(retry, 'isched retry 3f2a9c01 --wait', 'isched retry @last')
}

function addQuestions(program: Command, act: Act): void {
  const list = program
    .command('list')
    .description('list the jobs that this node knows, newest first')
    .option('--status <status>', 'only those with this status: PENDING, READY, RUNNING, FINISHED, REJECTED')
    .option('--flow <id>', 'only those with this flow_id')
    .option('--limit <count>', 'at most so many', count)
    .option('--full', 'whole ids and reasons')
    .addOption(outputOption('name'))
    .action(act(async (context, options: ListOptions) => (await import('../commands/list.js')).list(context, options)))
  examples(list, 'isched list --status running', 'isched list -o json --limit 20')

  const status = program
    .command('status')
    .description('show a job, its tasks, and how each stands at each party')
    .argument('[job]', ANY_JOB)
    .addOption(outputOption())
    .action(
      act(async (context, job: string | undefined, options: OutputOption) =>
        (await import('../commands/status.js')).status(context, job, options),
      ),
    )
  examples(status, 'isched status', "isched status 3f2a9c01 -o json | jq -r '.task_list[].status'")

  const logs = program
    .command('logs')
    .description("print what a task's instances on this node wrote")
    .argument('[job]', ANY_JOB)
    .option('--job <job>', 'the same as the argument')
    .option('-t, --task <name>', 'the task (default: the one that failed, else the one that runs)')
    .option('--role <role>', 'only instances of this role: guest, or guest.0')
    .addOption(
      new Option('-l, --level <level>', 'lines of this level and above')
        .choices(['debug', 'info', 'error'])
        .default('debug'),
    )
    .option('-n, --tail <count>', 'only the last so many lines', count)
    .option('-f, --follow', 'go on with what is written until the task has ended')
    .option('--timestamps', 'begin each line with its time')
    .addOption(new Option('-o, --output <format>', 'json: an object for each line').choices(['json']))
    .action(
      act(async (context, job: string | undefined, options: LogsOptions) =>
        (await import('../commands/logs.js')).logs(context, job, options),
      ),
    )
  examples(
    logs,
    'isched logs --task train -f',
    'isched logs 3f2a9c01 --task train --role guest.0 --level error --tail 20',
  )

  const wait = program
    .command('wait')
    .description('wait until a job ends; the exit code says how')
    .argument('[job]', ANY_JOB)
    .option('--patience <time>', 'how long the daemon may stay away meanwhile (default: 60s)', milliseconds)
    .addOption(outputOption())
    .action(
      act(async (context, job: string | undefined, options: WaitOptions) =>
        (await import('../commands/wait.js')).wait(context, job, options),
      ),
    )
  examples(wait, 'isched wait 3f2a9c01 && echo good', 'isched wait @last -o json')

  const watch = program
    .command('watch')
    .description('follow the jobs of this node on a screen, with their tasks and logs')
    .argument('[job]', 'begin with this job')
    .action(act(async (context, job: string | undefined) => (await import('../commands/watch.js')).watch(context, job)))
  examples(watch, 'isched watch', 'isched watch @last')

  const graph = program
    .command('graph')
    .description('draw the tasks of a job file, or of a job with their statuses')
    .argument('[file|job]', 'job file, or id (default: @last)')
    .addOption(setOption())
    .addOption(new Option('-o, --output <format>', 'how').choices(['text', 'mermaid', 'dot', 'json']).default('text'))
    .action(
      act(async (context, fileOrJob: string | undefined, options: GraphOptions) =>
        (await import('../commands/graph.js')).graph(context, fileOrJob, options),
      ),
    )
  examples(graph, 'isched graph job.yaml', 'isched graph @last -o dot | dot -Tsvg > job.svg')
}

function addDecisions(program: Command, act: Act): void {
  const stop = program
    .command('stop')
    .description('stop a job everywhere, or one of its tasks and all that follows it')
    .argument('<job>', A_JOB)
    .option('-t, --task <name>', 'only this task and what follows it; other branches go on')
    .addOption(outputOption())
    .action(
      act(async (context, job: string, options: StopOptions) =>
        (await import('../commands/stop.js')).stop(context, job, options),
      ),
    )
  examples(stop, 'isched stop 3f2a9c01', 'isched stop @last --task evaluate')

  const approve = program
    .command('approve')
    .description('let a job that waits for approval run on this node')
    .argument('<job>', A_JOB)
    .addOption(outputOption())
    .action(
      act(async (context, job: string, options: OutputOption) =>
        (await import('../commands/approve.js')).approve(context, job, options),
      ),
    )
  examples(approve, 'isched approve 3f2a9c01')

  const reject = program
    .command('reject')
    .description('refuse a job that waits for approval; it then runs nowhere')
    .argument('<job>', A_JOB)
    .requiredOption('-r, --reason <text>', 'why, for the other parties')
    .addOption(outputOption())
    .action(
      act(async (context, job: string, options: RejectOptions) =>
        (await import('../commands/reject.js')).reject(context, job, options),
      ),
    )
  examples(reject, "isched reject 3f2a9c01 --reason 'no contract for this data set'")
}

function waitOption(): Option {
  return new Option('-w, --wait', 'wait until the job ends; the exit code says how').conflicts('watch')
}

function watchOption(): Option {
  return new Option('--watch', 'follow the job on a screen')
}

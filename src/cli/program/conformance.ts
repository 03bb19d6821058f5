/** The command about nodes of others. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ConformanceOptions } from '../commands/conformance.js'
import type { Act } from '../program.js'
import { examples, milliseconds } from './values.js'

const TIMEOUT_MS = 30_000

export function addConformanceCommand(program: Command, act: Act): void {
  program.commandsGroup('Nodes of others:')
  const command = program
    .command('conformance')
    .description("test another vendor's node against the specification; needs no daemon")
    .argument('<url>', 'where its routes /v1/interconn/schedule/... are')
    .requiredOption('--node-id <id>', 'its node id')
    .addOption(
      new Option('--edition <edition>', 'the edition that it is to speak')
        .choices(['1.0', '1.2'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--as <part>', 'the part of it that is tested, while isched plays the other (default: both)').choices([
        'participant',
        'scheduler',
      ]),
    )
    .option(
      '--component <what>',
      'what it can run alone and ends well: provider/name@version, or a file with a ComponentInfo or a task of a job file',
    )
    .option('--long-component <what>', 'the same for one that runs until it is stopped')
    .option('--role <role>', "the role that it holds in the jobs (default: the first of the component's, or guest)")
    .option('--our-node-id <id>', 'who isched is to it', 'conformance')
    .option('--listen <host:port>', 'where isched listens for its calls; without it nothing that it sends is tested')
    .option('--advertise <url>', 'where it reaches that, for the plan to say')
    .addOption(
      new Option('--timeout <time>', 'for a run of the component, and whatever else takes its time')
        .argParser(duration)
        .default(TIMEOUT_MS, '30s'),
    )
    .option('--dry-run', 'say what would be sent, and send nothing')
    .option('-y, --yes', "don't ask")
    .option(
      '--report <file>',
      'a report beside that on stdout, by its ending .json, .xml, .html, .txt; repeatable',
      all,
    )
    .addOption(
      new Option('-o, --output <format>', 'the report on stdout')
        .choices(['text', 'json', 'junit', 'html'])
        .default('text'),
    )
    .action(
      act(async (context, url: string, options: ConformanceOptions) =>
        (await import('../commands/conformance.js')).conformance(context, url, options),
      ),
    )
  examples(
    command,
    'isched conformance http://10.0.0.7:9380 --node-id bank-c --edition 1.2 --dry-run',
    'isched conformance http://10.0.0.7:9380 --node-id bank-c --edition 1.2 --component acme/psi@1.0.0 \\',
    '    --long-component sleep.yaml --listen 0.0.0.0:9799 --report conformance.html',
  )
}

function all(file: string, before: string[] = []): string[] {
  return [...before, file]
}

function duration(text: string): number {
  const ms = milliseconds(text)
  if (ms < 1_000) throw new InvalidArgumentError('A second at least belongs here.')
  return ms
}

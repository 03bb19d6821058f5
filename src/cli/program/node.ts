/** The commands about this node, its components and its peers. */
import type { Command } from 'commander'
import type { ComponentLintOptions } from '../commands/component-lint.js'
import type { RegisterOptions } from '../commands/component-register.js'
import type { OutputOption } from '../output.js'
import type { Act } from '../program.js'
import { examples, outputOption } from './values.js'

/** Adds them in the order of the help. */
export function addNodeCommands(program: Command, act: Act): void {
  program.commandsGroup('This node:')
  const node = program
    .command('node')
    .description('show what the daemon says of itself')
    .addOption(outputOption('name'))
    .action(act(async (context, options: OutputOption) => (await import('../commands/node.js')).node(context, options)))
  examples(node, 'isched node', 'isched node -o json')

  const doctor = program
    .command('doctor')
    .description('say whether engine, disk, state, peers and clocks are well, and what to do')
    .addOption(outputOption())
    .action(
      act(async (context, options: OutputOption) => (await import('../commands/doctor.js')).doctor(context, options)),
    )
  examples(doctor, 'isched doctor', 'isched doctor -o json')
  addComponentCommands(program, act)
  addPeerCommands(program, act)
}

function addComponentCommands(program: Command, act: Act): void {
  const component = program
    .command('component')
    .description('what this node can run: lint, register, list, show, remove')
  const load = () => import('../commands/component.js')

  const lint = component
    .command('lint')
    .description('say what a vendor should correct in component descriptors, and register nothing')
    .argument('<file...>', 'descriptors in YAML or JSON, or folders of them; - for the standard input')
    .option('--strict', 'let warnings count as errors')
    .addOption(outputOption())
    .action(
      act(async (context, files: string[], options: ComponentLintOptions) =>
        (await import('../commands/component-lint.js')).lint(context, files, options),
      ),
    )
  examples(lint, 'isched component lint psi.json', 'isched component lint --strict vendors/ -o json')

  const register = component
    .command('register')
    .description('register components by their descriptors, or replace them')
    .argument('<file...>', 'descriptors in YAML or JSON, or folders of them; - for the standard input')
    .option('--image <url>', 'the image, instead of what the files say')
    .addOption(outputOption())
    .action(
      act(async (context, files: string[], options: RegisterOptions) =>
        (await import('../commands/component-register.js')).register(context, files, options),
      ),
    )
  examples(
    register,
    'isched component register psi.yaml',
    'isched component register psi.json --image registry.example/psi:1.0',
    'isched component register provider.json vendors/',
  )

  const list = component
    .command('list')
    .description('list the registered components')
    .addOption(outputOption('name'))
    .action(act(async (context, options: OutputOption) => (await load()).list(context, options)))
  examples(list, 'isched component list')

  const show = component
    .command('show')
    .description("show a component's parameters, inputs and outputs")
    .argument('<component>', '[provider/]name[@version]')
    .addOption(outputOption())
    .action(act(async (context, name: string, options: OutputOption) => (await load()).show(context, name, options)))
  examples(show, 'isched component show psi', 'isched component show isched/psi@1.0.0 -o json')

  const remove = component
    .command('remove')
    .description('remove a component; jobs that are here keep theirs')
    .argument('<component>', '[provider/]name[@version]')
    .addOption(outputOption())
    .action(act(async (context, name: string, options: OutputOption) => (await load()).remove(context, name, options)))
  examples(remove, 'isched component remove isched/psi@1.0.0')
}

function addPeerCommands(program: Command, act: Act): void {
  const peer = program.command('peer').description('the other nodes: list, check')
  const load = () => import('../commands/peer.js')

  const list = peer
    .command('list')
    .description('list the peers of the route table, and when they last answered')
    .addOption(outputOption('name'))
    .action(act(async (context, options: OutputOption) => (await load()).list(context, options)))
  examples(list, 'isched peer list')

  const check = peer
    .command('check')
    .description('call peers: do they answer, how fast, and how do their clocks stand')
    .argument('[peer...]', 'node ids (default: all)')
    .addOption(outputOption())
    .action(
      act(async (context, names: string[], options: OutputOption) => (await load()).check(context, names, options)),
    )
  examples(check, 'isched peer check', 'isched peer check bank-b')
}

/** The command for the shell itself. */
import { Argument, Command } from 'commander'
import type { Shell } from '../completion/scripts.js'
import type { Act } from '../program.js'
import { examples } from './values.js'

export function addShellCommands(program: Command, act: Act): void {
  program.commandsGroup('Shell:')
  program.addHelpCommand(
    new Command('help').argument('[command]').description('print help for a command').helpGroup('Shell:'),
  )
  const completion = program
    .command('completion')
    .description('print what makes a shell complete commands, options and job ids')
    .addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .action(
      act(async (context, shell: Shell) => (await import('../commands/completion.js')).completion(context, shell)),
    )
  examples(
    completion,
    'source <(isched completion bash)',
    'isched completion zsh > ~/.zfunc/_isched',
    'isched completion fish > ~/.config/fish/completions/isched.fish',
  )
}

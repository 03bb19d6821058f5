import { completionScript, type Shell } from '../completion/scripts.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'

/** `isched completion`: the script for a shell. */
export async function completion(context: Context, shell: Shell): Promise<number> {
  context.print(completionScript(shell))
  return EXIT.done
}

import type { Finding } from '../../protocol/view.js'
import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import type { OutputOption } from '../output.js'
import { padTo } from '../width.js'

const SIGN = { well: 'ok', doubtful: '??', ill: '!!' } as const
const COLOUR = { well: 'green', doubtful: 'yellow', ill: 'red' } as const

/**
 * `isched doctor`: whether the engine, the peers, the clocks, the disk and the state are well, each in a line, with what to do.
 * Answers 0 where nothing is ill, 1 else.
 */
export async function doctor(context: Context, options: OutputOption): Promise<number> {
  const findings = await (await context.client()).doctor()
  if (options.output === 'json') context.json({ findings })
  else context.print(...linesOf(context, findings))
  return findings.some(({ state }) => state === 'ill') ? EXIT.failed : EXIT.done
}

function linesOf({ style }: Context, findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ what }) => what.length))
  return findings.flatMap(({ what, state, detail, advice }) => [
    `${style(COLOUR[state], SIGN[state])}  ${padTo(what, width)}  ${detail}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 6)}${advice}`]),
  ])
}

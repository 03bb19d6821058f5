/** Verdicts that several cases come to, in the same words. */
import { isFinalTask } from '../../protocol/values.js'
import { deviates, passed, type Verdict } from '../case.js'
import { statusOf } from '../judge.js'
import type { Watch, World } from '../world.js'

export const REPEAT = 'success: whoever lost the first answer has to send the call again'

/** What was waited for has not come. */
export function nothing({ pace }: World, sent: string, right: string, ms = pace.timeoutMs): Verdict {
  return deviates({ sent, came: `nothing within ${seconds(ms)}` }, right)
}

/** `1.5s` */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10}s`
}

/** Passed where a watched task ended well. */
export function endedWell({ pace }: World, { seen, last }: Watch): Verdict {
  const status = seen.at(-1)
  if (status === 'SUCCESS') return passed(seen.join(', '))
  if (status !== undefined && isFinalTask(status)) return deviates(last, 'SUCCESS: the component was said to end well')
  const right = `SUCCESS within ${seconds(pace.timeoutMs)}; --timeout gives it longer, also to a person who has to approve`
  return deviates(last, right)
}

/** Passed where a poll of the first task, which has ended, says so. */
export async function pollsSuccess(world: World, role: string, headers?: Record<string, string>): Promise<Verdict> {
  const exchange = await world.poll('runs', 'first', role, headers)
  return statusOf(exchange) === 'SUCCESS'
    ? passed(exchange.came)
    : deviates(exchange, `success with data.status SUCCESS, as for the role "${world.tested.role}"`)
}

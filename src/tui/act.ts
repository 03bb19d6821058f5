/** Does what a key asked for, at the node. */
import type { JobSource } from './source.js'
import type { Effect, Notice } from './ui-state.js'

/** Answers with a sentence on how it went. A refusal is shown in the node's own words; nothing is thrown. */
export async function act(
  source: JobSource,
  effect: Extract<Effect, { kind: 'stop' | 'approve' | 'reject' }>,
): Promise<Notice> {
  try {
    return { text: await done(source, effect), variant: 'success' }
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), variant: 'error' }
  }
}

async function done(source: JobSource, effect: Parameters<typeof act>[1]): Promise<string> {
  switch (effect.kind) {
    case 'stop':
      await source.stop(effect.jobId, effect.taskName)
      return effect.taskName === undefined
        ? `Stopping ${effect.jobId}.`
        : `Stopping ${effect.taskName} and all that follows it.`
    case 'approve':
      await source.approve(effect.jobId)
      return `Approved ${effect.jobId}.`
    case 'reject':
      await source.reject(effect.jobId, effect.reason)
      return `Rejected ${effect.jobId}.`
  }
}

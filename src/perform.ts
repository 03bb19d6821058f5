/** Has done what the machines ask for: each kind of command by the part of the daemon that can. */
import type { Perform } from './job/actor.js'
import type { InstancePerformer } from './participant/perform.js'
import { ask } from './peers/ask.js'
import type { PeerClient } from './peers/client.js'
import { deliver } from './peers/deliver.js'
import { poll } from './peers/poll.js'

export interface PerformOptions {
  client: PeerClient
  instances: InstancePerformer
  polling: { intervalMs: number; safetyNetMs: number }
  /** Whether a scheduler wants to know of a peer's silence. */
  silenceMatters: boolean
  now: () => number
  random: () => number
}

/** The longest pause that a timer takes; it fires at once when it is given a longer one. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export function performer({ client, instances, polling, silenceMatters, now, random }: PerformOptions): Perform {
  const fast = Math.min(LONGEST_TIMER_MS, polling.intervalMs)
  const slow = Math.min(LONGEST_TIMER_MS, polling.safetyNetMs)
  return async (command, scene) => {
    const tellSilence = (peer: string): void => {
      const since = client.sight(peer).troubleSince
      const known = scene.doc().schedulerPart?.nodes[peer]?.silentSince
      if (!silenceMatters || (since === undefined) === (known === undefined)) return
      scene.submit({
        part: 'scheduler',
        event: { type: 'silence', node: peer, at: now(), ...(since !== undefined && { since }) },
      })
    }
    const { signal, submit } = scene
    const { traceId } = scene.doc()
    switch (command.type) {
      case 'call': {
        const { part, peer } = command
        const entry = () => {
          const current = scene.command()
          return current?.type === 'call' ? current.entry : command.entry
        }
        const { recovered, overtaken } = scene
        const outcome = await deliver(client, {
          peer,
          traceId,
          recovered,
          entry,
          signal,
          overtaken,
          now,
          random,
          onTry: () => tellSilence(peer),
        })
        submit({ part, event: { type: 'answered', peer, entryId: command.entry.id, outcome, at: now() } })
        return
      }
      case 'poll': {
        const { peer, taskId, role, pace } = command
        const about = { node: peer, taskId, role }
        await poll(client, {
          peer,
          taskId,
          role,
          traceId,
          intervalMs: pace === 'fast' ? fast : slow,
          signal,
          random,
          onStatus: (status, message) =>
            submit({
              part: 'scheduler',
              event: { type: 'reported', ...about, status, at: now(), ...(message && { message }) },
            }),
          onTry: () => tellSilence(peer),
          onDisowned: message =>
            submit({ part: 'scheduler', event: { type: 'disowned', ...about, message, at: now() } }),
        })
        return
      }
      case 'ask': {
        const { peer, tasks } = command
        const { jobId } = scene
        const onOver = (good: boolean) => submit({ part: 'participant', event: { type: 'foundOver', good, at: now() } })
        await ask(client, { peer, jobId, tasks, traceId, intervalMs: slow, signal, onOver })
        return
      }
      case 'wake': {
        const { part, at } = command
        let timer: NodeJS.Timeout
        const arm = (): void => {
          timer = setTimeout(() => (now() < at ? arm() : wake()), Math.min(LONGEST_TIMER_MS, Math.max(0, at - now())))
        }
        const wake = (): void => {
          if (part === 'scheduler') submit({ part, event: { type: 'woke', at: now() } })
          else if (part === 'participant') submit({ part, event: { type: 'woke', at: now() } })
        }
        arm()
        signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
        return
      }
      case 'slot':
        return
      default:
        return instances.perform(command, scene)
    }
  }
}

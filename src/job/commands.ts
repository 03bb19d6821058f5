/** What a job's machines ask to have done. The shell runs each once, by its key; only an event takes it off the list. */

import type { Resources } from '../runner/runner.js'
import type { Entry } from './outbox.js'

export type Part = 'initiator' | 'scheduler' | 'participant'

/** An instance of a task, by what a job's document calls it. */
export interface InstanceRef {
  task: string
  taskId: string
  /** `guest.0` */
  role: string
}

export type Command =
  /** Tell a peer, until it has answered. */
  | { type: 'call'; part: Part; peer: string; entry: Entry }
  /** Ask a peer again and again how a task stands: `fast` where nothing else would tell, `slow` behind pushes. */
  | { type: 'poll'; peer: string; task: string; taskId: string; role: string; pace: 'fast' | 'slow' }
  /** Ask a scheduler again and again, slowly, whether the job has ended: some never tell. `tasks` is how many the job has. */
  | { type: 'ask'; peer: string; tasks: number }
  | { type: 'wake'; part: Part; at: number }
  | { type: 'prepare'; instance: InstanceRef }
  /** Wait for room in the runner. */
  | { type: 'slot'; instance: InstanceRef; resources: Resources }
  | { type: 'start'; instance: InstanceRef; id: string }
  | { type: 'follow'; instance: InstanceRef; id: string }
  | { type: 'halt'; instance: InstanceRef; id: string; graceMs: number }
  | { type: 'remove'; instance: InstanceRef; id: string }

export type Outstanding = Record<string, Command>

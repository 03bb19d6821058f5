/** A node whose parts ask nothing of a network or a runner: for the services, which decide about calls. */
import { join } from 'node:path'
import type { Test } from 'tap'
import { type Preset, peerSettings } from '../../src/config/peers.js'
import type { NodeContext } from '../../src/job/context.js'
import { JOB_SCHEMA, type JobDocument } from '../../src/job/document.js'
import { Jobs } from '../../src/job/jobs.js'
import { Slots } from '../../src/participant/slots.js'
import { Documents } from '../../src/store/documents.js'
import { component } from '../job/documents.js'

/** `self` with these peers; it stores for real, and what it would do is left undone. */
export async function nodeContext(
  t: Test,
  self: string,
  peers: Record<string, Preset>,
  over: Partial<NodeContext> = {},
): Promise<NodeContext> {
  const store = new Documents<JobDocument>({ directory: join(t.testdir(), 'jobs'), schema: JOB_SCHEMA })
  await store.open()
  const jobs = new Jobs({
    store,
    slots: new Slots({ instances: 8, cpu: 8, memory: 8 }),
    now: Date.now,
    perform: async () => undefined,
    onStored: () => undefined,
    onFault: error => t.fail(String(error)),
  })
  t.teardown(() => jobs.close())
  const table = Object.fromEntries(
    Object.entries(peers).map(([id, preset]) => [
      id,
      peerSettings(id, { address: `http://127.0.0.1:9/${id}`, preset }),
    ]),
  )
  return {
    self,
    jobs,
    peers: () => table,
    components: () => [component()],
    admitImage: async () => ({ ok: true, digest: 'd', warnings: [] }),
    askStatus: async () => Promise.reject(new Error('nobody is asked here')),
    scheduler: undefined,
    approval: 'auto',
    strictParameters: false,
    storage: '',
    patienceMs: 60_000,
    graceMs: 1000,
    deadlines: {},
    now: Date.now,
    ...over,
  }
}

/** What a call is refused with: its code and its sentence. */
export async function refusal(call: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error) return { code: Reflect.get(error, 'code'), message: error.message }
    throw error
  }
  throw new Error('it was not refused')
}

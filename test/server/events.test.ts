/** Changes as server-sent events: all of them, in order, and what was missed. */
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import t, { type Test } from 'tap'
import type { JobSummary } from '../../src/protocol/view.js'
import { EventStream } from '../../src/server/events.js'
import { call } from '../helpers/call.js'
import { startNodes } from '../helpers/daemon.js'
import { jobBody } from '../helpers/job-body.js'
import { until } from '../helpers/until.js'
import { serve } from './serve.js'

t.setTimeout(120_000)

interface Listener {
  events: EventSourceMessage[]
  close(): void
  /** Resolves when the other end has closed. */
  ended: Promise<void>
}

async function follow(t: Test, url: string, headers: Record<string, string> = {}): Promise<Listener> {
  const abort = new AbortController()
  t.teardown(() => abort.abort())
  const response = await fetch(url, { headers, signal: abort.signal })
  t.match(response.headers.get('content-type'), 'text/event-stream')
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: event => events.push(event) })
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  }
  return { events, close: () => abort.abort(), ended: read().catch(() => undefined) }
}

function change(revision: number, jobId = 'job-1'): JobSummary {
  return {
    job_id: jobId,
    flow_id: '',
    old_job_id: '',
    status: 'RUNNING',
    reason: '',
    awaiting_approval: false,
    parts: [],
    initiator: 'a',
    scheduler: 'a',
    roles: [],
    tasks: { total: 1, success: 0, failed: 0, running: 1 },
    created_at: '',
    updated_at: '',
    revision,
  }
}

const PATH = '/v1/isched/events'

async function stream(t: Test): Promise<{ events: EventStream; url: string }> {
  const events = new EventStream()
  const url = await serve(t, { raw: [events.middleware(PATH)] })
  t.teardown(() => events.close())
  return { events, url: `${url}${PATH}` }
}

const revisions = ({ events }: Listener) =>
  events.map(({ event, data }) => (event === 'job' ? JSON.parse(data).revision : event))
const seen = (listener: Listener, count: number) =>
  until(`${count} events`, async () => listener.events.length >= count)

t.test('who comes for the first time is told to read everything, then hears of every change', async t => {
  const { events, url } = await stream(t)
  events.publish(change(1))
  const listener = await follow(t, url)
  await seen(listener, 1)
  events.publish(change(2))
  events.publish(change(3))
  await seen(listener, 3)
  t.same(revisions(listener), ['reset', 2, 3])
  const other = await follow(t, url)
  await seen(other, 1)
  events.publish(change(4))
  await seen(other, 2)
  t.same(revisions(other), ['reset', 4])
})

t.test('who was away hears what it missed, and no more', async t => {
  const { events, url } = await stream(t)
  const first = await follow(t, url)
  await seen(first, 1)
  events.publish(change(1))
  events.publish(change(2))
  await seen(first, 3)
  first.close()
  events.publish(change(3))
  events.publish(change(4))
  const again = await follow(t, url, { 'last-event-id': first.events.at(-1)?.id ?? '' })
  await seen(again, 2)
  events.publish(change(5))
  await seen(again, 3)
  t.same(revisions(again), [3, 4, 5])
  const fromReset = await follow(t, url, { 'last-event-id': first.events[0]?.id ?? '' })
  await seen(fromReset, 5)
  t.same(revisions(fromReset), [1, 2, 3, 4, 5], 'the id of a reset counts, too')
})

t.test('who missed too much, or comes from another run of the daemon, reads everything again', async t => {
  const { events, url } = await stream(t)
  const first = await follow(t, url)
  await seen(first, 1)
  const old = first.events[0]?.id ?? ''
  first.close()
  for (let revision = 1; revision <= 1001; revision += 1) events.publish(change(revision))
  for (const id of [old, 'ffffffff-1', '7', 'nonsense', `${old.split('-')[0]}-99999`]) {
    const again = await follow(t, url, { 'last-event-id': id })
    await seen(again, 1)
    t.equal(revisions(again)[0], 'reset', id)
    again.close()
  }
})

t.test('closing ends every stream', async t => {
  const { events, url } = await stream(t)
  const listener = await follow(t, url)
  await seen(listener, 1)
  events.close()
  await listener.ended
  t.pass()
})

t.test('of a daemon: every stored change of a job, behind the token', async t => {
  const { a } = await startNodes(t, { a: { inProcess: true } })
  t.match(await call(a.platformUrl, 'GET', PATH), { http: 401 })
  const listener = await follow(t, a.platformUrl + PATH, { authorization: `Bearer ${a.token}` })
  const id = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: {} } }))
  await a.finished(id)
  const changes = () =>
    listener.events.filter(({ event }) => event === 'job').map(({ data }): JobSummary => JSON.parse(data))
  await until('the end is told', async () => changes().some(({ status }) => status === 'FINISHED'))
  const all = changes()
  t.ok(all.every(({ job_id: each }) => each === id))
  t.same(
    all.map(({ revision }) => revision),
    all.map((_, index) => index + 1),
    'no revision is left out',
  )
  t.equal((await call(a.platformUrl, 'POST', PATH, {}, { headers: { authorization: `Bearer ${a.token}` } })).http, 405)
  await a.stop()
  await listener.ended
})

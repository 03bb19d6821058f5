/** A node played by a script: each route answers what is next on its list, and its last answer for ever. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { Test } from 'tap'
import { type Preset, peerSettings } from '../../src/config/peers.js'
import { PeerClient } from '../../src/peers/client.js'

/** An envelope; a status with a text; no answer at all; or a broken connection. */
export type Scripted = object | { status: number; text: string } | 'hang' | 'break'

export interface Call {
  /** `POST task/start` */
  what: string
  query: string
  text: string
  headers: IncomingHttpHeaders
}

export interface ScriptedPeer {
  url: string
  calls: Call[]
  /** `POST task/start`, in order. */
  heard: () => string[]
  client: (options?: { timeoutMs?: number; preset?: Preset; now?: () => number }) => PeerClient
}

/** Answers by route: `{ 'task/start': ['hang', { code: 1 }] }`; `{ code: 0 }` where nothing is said. */
export async function scripted(t: Test, script: Record<string, Scripted[]>): Promise<ScriptedPeer> {
  const left = new Map(Object.entries(script).map(([route, answers]) => [route, [...answers]]))
  const calls: Call[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', part => {
      text += part
    })
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://peer')
      const route = url.pathname.replace('/v1/interconn/schedule/', '')
      calls.push({ what: `${request.method} ${route}`, query: url.search, text, headers: request.headers })
      const answers = left.get(route) ?? []
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { code: 0, msg: 'success', data: {} }
      if (answer === 'hang') return
      if (answer === 'break') return void request.socket.destroy()
      const raw = 'status' in answer && 'text' in answer
      response.statusCode = raw ? Number(answer.status) : 200
      response.end(raw ? String(answer.text) : JSON.stringify(answer))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    calls,
    heard: () => calls.map(({ what }) => what),
    client: ({ timeoutMs = 10_000, preset = 'isched', now } = {}) =>
      clientTo(t, url, { timeoutMs, preset, ...(now && { now }) }),
  }
}

/** A client that knows one node, `peer`, at this address. */
export function clientTo(
  t: Test,
  address: string,
  { timeoutMs = 10_000, preset = 'isched', now }: { timeoutMs?: number; preset?: Preset; now?: () => number } = {},
): PeerClient {
  const peers = { peer: peerSettings('peer', { address, preset }) }
  const client = new PeerClient({ self: 'here', peers: () => peers, timeoutMs, random: () => 0, ...(now && { now }) })
  t.teardown(() => client.close())
  return client
}

/** An address at which nobody listens. */
export async function nowhere(): Promise<string> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}

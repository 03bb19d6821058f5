/** Another node, played by the test: it keeps what it is sent and answers what the test wants. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { until } from './until.js'

export interface PeerCall {
  method: string
  /** `task/start` */
  route: string
  query: Record<string, string>
  /** Parsed; undefined where there is none. */
  body: Record<string, unknown> | undefined
  /** As it came. */
  text: string
  headers: IncomingHttpHeaders
}

export interface FakePeer {
  url: string
  /** In the order of arrival. */
  calls: PeerCall[]
  /** The first call of a route, once it has come. */
  called(route: string): Promise<PeerCall>
}

/** Answers a call: an envelope's body; undefined leaves it without an answer until the test ends. */
export type Answering = (call: PeerCall) => unknown

/** A peer that takes everything with `{code: 0}` where `answering` says nothing else. */
export async function fakePeer(
  t: Test,
  answering: Answering = () => ({ code: 0, msg: 'success', data: {} }),
): Promise<FakePeer> {
  const calls: PeerCall[] = []
  const server = createServer(async (request, response) => {
    const text = await textOf(request)
    const url = new URL(request.url ?? '/', 'http://peer')
    const call: PeerCall = {
      method: request.method ?? '',
      route: url.pathname.replace('/v1/interconn/schedule/', ''),
      query: Object.fromEntries(url.searchParams),
      body: text === '' ? undefined : JSON.parse(text),
      text,
      headers: request.headers,
    }
    calls.push(call)
    const answer = await answering(call)
    if (answer === undefined) return
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const { port } = addressOf(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    called: route => until(`${route} is called`, async () => calls.find(call => call.route === route)),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address
}

import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends bytes as they are, and answers what came back until the other end closed: what no HTTP client would send. */
export async function rawCall(url: string, text: string): Promise<{ status: number; headers: string; body: string }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  await once(socket, 'connect')
  let answer = ''
  socket.on('data', part => (answer += part))
  socket.write(text)
  await once(socket, 'close')
  const end = answer.indexOf('\r\n\r\n')
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]),
    headers: answer.slice(0, end),
    body: answer.slice(end + 4),
  }
}

/** A request without a body, after which the connection closes. */
export function requestLine(method: string, path: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ host: 'test', connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

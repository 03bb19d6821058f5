import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'

export interface Listening {
  /** `http://host:port` */
  url: string
  port: number
  /** Takes no new connection, and waits for what is being answered, `graceMs` at most. */
  close: (graceMs: number) => Promise<void>
}

/** Listens, and answers where. Throws a sentence that names the listener where it cannot. */
export async function listen(
  name: string,
  handler: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server: Server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // A connection that was busy when the listener closed would be kept alive after its answer.
    response.once('close', () => setImmediate(() => server.listening || server.closeIdleConnections()))
    handler(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void =>
      reject(new Error(sentence(name, host, port, error), { cause: error }))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
  const bound = server.address()
  const actual = isAddressInfo(bound) ? bound.port : port
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${actual}`,
    port: actual,
    close: graceMs =>
      new Promise<void>(resolve => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(timer)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/** Whether {@link listen} threw because somebody else has the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && Reflect.get(error.cause, 'code') === 'EADDRINUSE'
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

function sentence(name: string, host: string, port: number, error: NodeJS.ErrnoException): string {
  const where = `the ${name} listener cannot be opened at ${host}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where}: the port is taken; set listen.${name} to another`
    case 'EACCES':
      return `${where}: this user may not listen there; take a port above 1023`
    case 'EADDRNOTAVAIL':
      return `${where}: this machine does not have that address`
    default:
      return `${where}: ${error.message}`
  }
}

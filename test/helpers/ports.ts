import { once } from 'node:events'
import { createServer } from 'node:net'

// Below what the kernel gives to outgoing connections, so that a port found free is still free when a daemon takes it.
const LOWEST = 10_000
const HIGHEST = 32_000

/** So many ports of loopback on which nothing listens. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a Unix socket that can be cut and mended, as when an engine is restarted. */
export interface Line {
  /** Drops every connection, and refuses new ones until mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** Listens at `path` and passes everything on to the socket at `target`. */
export async function cuttableLine(path: string, target: string): Promise<Line> {
  const ends = new Set<Socket>()
  let whole = true
  const server = createServer({ allowHalfOpen: true }, near => {
    if (!whole) {
      near.destroy()
      return
    }
    const far = connect({ path: target, allowHalfOpen: true })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        ends.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    cut() {
      whole = false
      for (const end of ends) end.destroy()
    },
    mend() {
      whole = true
    },
    async close() {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

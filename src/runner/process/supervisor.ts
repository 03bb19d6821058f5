import { chmod, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { RunnerRefusal } from '../runner.js'
import { Children } from './children.js'
import { codeOf } from './durable.js'
import { Instances } from './instances.js'
import { eachLine, type Message, parseRequest, type Request, socketPath } from './wire.js'

/** How long it stays when nothing runs and no daemon is connected. */
const IDLE_MS = 5000

/**
 * Supervises the processes of one directory until there is nothing left to do: it outlives the daemons that it serves. Resolves when it
 * listens; false where another one does already.
 *
 * @param onIdle called once, when the supervisor has closed its socket for want of work
 */
export async function supervise(directory: string, onIdle: () => void, idleMs = IDLE_MS): Promise<boolean> {
  const path = socketPath(directory)
  if (await answers(path)) return false

  const sockets = new Set<Socket>()
  let idle: NodeJS.Timeout | undefined
  const restIfIdle = (afterMs = idleMs) => {
    clearTimeout(idle)
    idle = setTimeout(() => {
      if (sockets.size === 0 && children.count === 0) server.close(onIdle)
    }, afterMs)
  }
  const children = new Children(new Instances(directory), id => {
    for (const socket of sockets) send(socket, { exited: id })
    restIfIdle()
  })
  const server = createServer(socket => {
    sockets.add(socket)
    let said: 'rest' | undefined
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      restIfIdle(said === 'rest' ? 0 : idleMs)
    })
    send(socket, { supervisor: process.pid })
    eachLine(socket, line => {
      const request = parseRequest(line)
      if (request === undefined) socket.destroy()
      else if (request.do === 'rest') {
        said = 'rest'
        socket.end()
      } else {
        answer(children, request).then(message => {
          send(socket, message)
          restIfIdle()
        })
      }
    })
  })

  // Before anybody can connect: whoever hears from us may rely on every exit of earlier days being noted.
  await children.adopt()
  if (!(await listen(server, path))) return false
  restIfIdle()
  return true
}

function send(socket: Socket, message: Message): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

async function answer(children: Children, request: Exclude<Request, { do: 'rest' }>): Promise<Message> {
  const { id, instance } = request
  try {
    if (request.do === 'start') await children.start(instance)
    else await children.stop(instance, request.graceMs)
    return { id, ok: true }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { id, ok: false, reason, final: error instanceof RunnerRefusal }
  }
}

/**
 * Listens, in the place of a supervisor that was killed where need be. Should two come to listen after all, no harm is done: an
 * instance is started once whoever is asked, and each sees from the files what the other's children do.
 */
async function listen(server: Server, path: string): Promise<boolean> {
  for (;;) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(path, () => {
          server.off('error', reject)
          resolve()
        })
      })
      await chmod(path, 0o600)
      return true
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error
      if (await answers(path)) return false
      await unlink(path).catch(() => undefined)
    }
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

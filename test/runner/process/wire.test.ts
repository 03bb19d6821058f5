import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { eachLine, parseMessage, parseRequest, socketPath } from '../../../src/runner/process/wire.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('requests', async t => {
  for (const request of [
    { id: 1, do: 'start', instance: 'a' },
    { id: 2, do: 'stop', instance: 'a', graceMs: 5 },
    { do: 'rest' },
  ]) {
    t.same(parseRequest(JSON.stringify(request)), request)
  }
  for (const text of [
    '',
    'x',
    '[]',
    '{}',
    '{"id":1,"do":"start"}',
    '{"id":1,"do":"stop","instance":"a"}',
    '{"id":1,"do":"run","instance":"a"}',
  ]) {
    t.equal(parseRequest(text), undefined)
  }
})

t.test('messages', async t => {
  for (const message of [
    { supervisor: 7 },
    { exited: 'a' },
    { id: 1, ok: true },
    { id: 1, ok: false, reason: 'no', final: true },
  ]) {
    t.same(parseMessage(JSON.stringify(message)), message)
  }
  for (const text of ['x', '1', '{}', '{"ok":true}']) t.equal(parseMessage(text), undefined)
})

t.test("a socket's path is short enough, and leads to the directory", async t => {
  const directory = await temporaryDirectory(t)
  t.equal(socketPath(directory), join(directory, 'supervisor.sock'))
  if (process.platform !== 'linux') {
    t.throws(() => socketPath(join(directory, 'd'.repeat(120))), /too long for a socket/)
  }
})

t.test('lines come whole, however they are sent', async t => {
  const path = socketPath(await temporaryDirectory(t))
  const server = createServer(socket => {
    for (const part of ['on', 'e\ntw', 'o\n', '三\n'].flatMap(text => [...Buffer.from(text)]))
      socket.write(Buffer.from([part]))
    socket.end()
  })
  server.listen(path)
  await once(server, 'listening')
  const lines: string[] = []
  const socket = connect(path)
  eachLine(socket, line => lines.push(line))
  await once(socket, 'close')
  server.close()
  t.same(lines, ['one', 'two', '三'])
})

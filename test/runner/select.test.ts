import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type RunnerOptions, selectRunner } from '../../src/runner/select.js'
import { engine, SOCKET } from '../helpers/docker.js'
import { temporaryDirectory } from '../helpers/runner.js'

async function options(t: Test, socket?: string): Promise<RunnerOptions & { said: string[] }> {
  const directory = await temporaryDirectory(t)
  const said: string[] = []
  return {
    said,
    installation: 'select',
    capacity: {},
    log: (_level, message) => said.push(message),
    docker: { socket: socket ?? join(directory, 'none.sock'), network: 'bridge', volumes: [] },
    process: { directory, images: {} },
  }
}

t.test('auto takes Docker where it answers', await engine(), async t => {
  for (const kind of ['auto', 'docker'] as const) {
    const runner = await selectRunner(kind, await options(t, SOCKET))
    t.equal(runner.kind, 'docker')
    await runner.close()
  }
})

t.test('auto takes processes where it does not, and says so', async t => {
  const given = await options(t)
  const runner = await selectRunner('auto', given)
  t.equal(runner.kind, 'process')
  t.match(given.said, [/processes/])
  await runner.close()
})

t.test('a socket that is silent is none', async t => {
  const socket = join(await temporaryDirectory(t), 'silent.sock')
  const server = createServer(() => undefined)
  server.listen(socket)
  await once(server, 'listening')
  t.teardown(() => server.close())
  const runner = await selectRunner('auto', await options(t, socket))
  t.equal(runner.kind, 'process')
  await runner.close()
})

t.test('docker without an engine says what was tried and what to do', async t => {
  await t.rejects(
    selectRunner('docker', await options(t)),
    /No Docker engine answers at .*none\.sock: .*ENOENT.*runner\.kind/,
  )
})

t.test('process asks nobody', async t => {
  const runner = await selectRunner('process', await options(t, SOCKET))
  t.equal(runner.kind, 'process')
  await runner.close()
})

import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { IMAGE, INSTALLATION } from '../../src/runner/docker/labels.js'
import { createDockerRunner, type DockerRunnerOptions } from '../../src/runner/docker.js'
import { type InstanceSpec, type Runner, RunnerRefusal } from '../../src/runner/runner.js'
import { cuttableLine } from '../helpers/cut-line.js'
import { busyboxImage, docker, engine, SOCKET } from '../helpers/docker.js'
import { appears, follow, numbers, scriptSpec, temporaryDirectory, texts, tidy } from '../helpers/runner.js'
import { contract } from './contract.js'

// A container takes its time, and an engine that others use too.
t.setTimeout(300_000)

const installation = `docker${process.pid}`

function open(t: Test, options: Partial<DockerRunnerOptions> = {}): Runner {
  const usual = { socket: SOCKET, network: 'bridge', volumes: [], installation, capacity: {}, log: () => undefined }
  return tidy(t, createDockerRunner({ ...usual, ...options }))
}

async function begin(t: Test, runner: Runner, script: string, more: Partial<InstanceSpec> = {}) {
  const spec = { ...(await scriptSpec(t, runner, await busyboxImage(), script)), ...more }
  const id = await runner.prepare(spec)
  await runner.start(id)
  return { id, spec }
}

t.test('the Docker runner', await engine(), async t => {
  const usual = { socket: SOCKET, network: 'bridge', volumes: [], capacity: {}, log: () => undefined }
  contract(t, {
    runner: installation => createDockerRunner({ ...usual, installation }),
    script: await busyboxImage(),
    environment: await busyboxImage(['/bin/env']),
  })

  t.test('runs the image that was admitted, also when its name has moved to another', async t => {
    const runner = open(t)
    const [repo, tag] = ['isched-test-moves', String(process.pid)]
    const name = `${repo}:${tag}`
    t.teardown(() => docker.getImage(name).remove())
    await docker.getImage(await busyboxImage(['/bin/echo', 'old'])).tag({ repo, tag })
    const admission = await runner.admit(name, {})
    t.ok(admission.ok)
    await docker.getImage(await busyboxImage(['/bin/echo', 'new'])).tag({ repo, tag })
    const spec = await scriptSpec(t, runner, name, '')
    const id = await runner.prepare(admission.ok ? { ...spec, digest: admission.digest } : spec)
    await runner.start(id)
    t.same(texts((await follow(runner, id)).lines, 'stdout'), ['old'])
  })

  t.test('an image that is gone since is a refusal', async t => {
    const runner = open(t)
    const spec = await scriptSpec(t, runner, 'isched/none:1', '')
    await t.rejects(
      runner.prepare(spec),
      new RunnerRefusal('The Docker engine refused to make a container of isched/none:1: No such image: isched/none:1'),
    )
  })

  t.test('a program that is not in the image is a refusal, and leaves the instance as it was', async t => {
    const runner = open(t)
    const id = await runner.prepare(await scriptSpec(t, runner, await busyboxImage(['/bin/none']), ''))
    await t.rejects(runner.start(id), RunnerRefusal)
    t.match(await runner.inspect(id), { phase: 'created' })
  })

  t.test('leaves a container alone that has the name and is not ours', async t => {
    const runner = open(t)
    const spec = await scriptSpec(t, runner, await busyboxImage(), '')
    const name = `isched-${installation}-${spec.name}`
    const container = await docker.createContainer({ Image: spec.image, name })
    t.teardown(() => container.remove())
    await t.rejects(
      runner.prepare(spec),
      new RunnerRefusal(`The name ${name} is taken by a container that is not this node's: remove or rename it.`),
    )
    await container.inspect()
  })

  t.test('tells what a person needs in `docker ps`', async t => {
    const runner = open(t)
    const spec = await scriptSpec(t, runner, await busyboxImage(), '')
    const id = await runner.prepare(spec)
    const info = await docker.getContainer(id).inspect()
    t.equal(info.Name, `/isched-${installation}-${spec.name}`)
    t.match(info.Config.Labels, { [INSTALLATION]: installation, [IMAGE]: spec.image })
  })

  t.test('keeps the limits it can, and warns of those it cannot', async t => {
    const runner = open(t)
    const image = await busyboxImage()
    const { id } = await begin(t, runner, 'exit 0', { resources: { cpu: 0.5, memory: 0.125, disk: 1 } })
    const { HostConfig } = await docker.getContainer(id).inspect()
    t.match(HostConfig, { NanoCpus: 5e8, Memory: 2 ** 27, MemorySwap: 2 ** 27 })
    t.match(await runner.admit(image, { memory: 0.001 }), { ok: false, reason: /6 MB is the least/ })
    const { DriverStatus }: { DriverStatus: [string, string][] } = await docker.info()
    const cannot = DriverStatus.some(([name, value]) => name === 'Backing Filesystem' && value === 'extfs')
    t.match(await runner.admit(image, { disk: 1 }), {
      ok: true,
      warnings: cannot ? [/The limit on disk is not kept/] : [],
    })
  })

  t.test('says that memory ran out', async t => {
    const runner = open(t)
    const { id } = await begin(t, runner, 'exec tail /dev/zero', { resources: { memory: 0.015625 } })
    t.match((await follow(runner, id)).exit, { exitCode: 137, note: 'out of memory' })
    t.match(await runner.inspect(id), { phase: 'exited', exitCode: 137, note: 'out of memory' })
  })

  t.test('mounts the volumes that the settings name', async t => {
    const shared = await temporaryDirectory(t)
    await writeFile(join(shared, 'data'), 'rows\n')
    const runner = open(t, { volumes: [`${shared}:/data:ro`] })
    const { id } = await begin(t, runner, 'cat /data/data; touch /data/new || echo read-only')
    t.same(texts((await follow(runner, id)).lines, 'stdout'), ['rows', 'read-only'])
  })

  t.test('an instance reaches a listener at the callback host', async t => {
    for (const network of ['bridge', 'host']) {
      const runner = open(t, { network })
      const { host, bind } = await runner.callbackHost()
      const server = createServer(socket => socket.end('hello\n'))
      server.listen({ host: bind.at(-1), port: 0 })
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      // A static busybox cannot look a name up, so it is told the address that the name stands for.
      const { id } = await begin(
        t,
        runner,
        `nc ${network === 'host' ? host : `$(grep ${host} /etc/hosts | cut -f 1)`} ${port}`,
      )
      t.same(texts((await follow(runner, id)).lines, 'stdout'), ['hello'], network)
      server.close()
    }
  })

  t.test('a network that is not there is said at once', async t => {
    const runner = open(t, { network: 'isched-none' })
    t.match(await runner.admit(await busyboxImage(), {}), { ok: false, reason: /docker network create isched-none/ })
  })

  t.test('goes on when the engine comes back, with nothing twice and nothing lost', async t => {
    const socket = join(await temporaryDirectory(t), 'engine.sock')
    const line = await cuttableLine(socket, SOCKET)
    t.teardown(() => line.close())
    const said: string[] = []
    const runner = open(t, { socket, log: (_level, message) => said.push(message) })
    const script = 'for i in $(seq 1 400); do echo $i; echo $i >&2; [ $((i % 100)) = 0 ] && sleep 0.2; done'
    const { id, spec } = await begin(t, runner, `${script}; touch $LOGS/up; exit 6`)
    const seen: string[] = []
    let cuts = 0
    const exit = await runner.follow(
      id,
      undefined,
      ({ stream, text }) => {
        seen.push(`${stream} ${text}`)
        if (stream === 'stderr' && (text === '90' || text === '250')) {
          cuts++
          line.cut()
          // The second time until it has exited.
          const back =
            text === '90' ? new Promise(resolve => setTimeout(resolve, 50)) : appears(join(spec.logDirectory, 'up'))
          back.then(() => line.mend())
        }
      },
      new AbortController().signal,
    )
    t.equal(cuts, 2)
    t.ok(said.some(message => message.includes('attaching')))
    t.equal(exit.exitCode, 6)
    for (const stream of ['stdout', 'stderr']) {
      t.same(
        seen.filter(entry => entry.startsWith(stream)),
        numbers(1, 400).map(text => `${stream} ${text}`),
      )
    }
  })

  t.test('a container that was removed behind its back is a refusal', async t => {
    const runner = open(t)
    const { id } = await begin(t, runner, 'sleep 600')
    const following = follow(runner, id)
    const refused = t.rejects(following, RunnerRefusal)
    await docker.getContainer(id).remove({ force: true })
    await refused
  })
})

t.test('without an engine', async t => {
  const runner = createDockerRunner({
    socket: join(await temporaryDirectory(t), 'none.sock'),
    network: 'bridge',
    volumes: [],
    installation,
    capacity: {},
    log: () => undefined,
  })
  await t.rejects(runner.list(), /The Docker engine did not answer while asked to list containers/)
  await t.rejects(runner.describe(), /did not answer/)
  await t.rejects(runner.inspect('x'), /did not answer/)
  await runner.close()
})

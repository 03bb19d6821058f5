/** Which runner `auto` means for a node that has run something already. */
import { join } from 'node:path'
import t from 'tap'
import { Instances } from '../../src/runner/process/instances.js'
import { demandEngine, kindToAskFor } from '../../src/runner/stay.js'
import { startNodes } from '../helpers/daemon.js'
import { engine, SOCKET } from '../helpers/docker.js'
import { jobBody } from '../helpers/job-body.js'

t.test('auto stays with processes while some of an earlier life are kept', async t => {
  const directory = join(t.testdir(), 'processes')
  t.equal(await kindToAskFor('auto', 'process', directory), 'auto', 'none is kept')
  const instances = new Instances(directory)
  await instances.open()
  await instances.create('one', {
    name: 'one',
    labels: {},
    command: ['true'],
    workingDirectory: directory,
    environment: {},
  })
  t.equal(await kindToAskFor('auto', 'process', directory), 'process')
  t.equal(await kindToAskFor('docker', 'process', directory), 'docker', 'its owner has said so')
  t.equal(await kindToAskFor('auto', 'docker', directory), 'auto')
  t.equal(await kindToAskFor('auto', undefined, directory), 'auto')
})

t.test('auto does not go over to processes while containers are out', async t => {
  const out = { instances: 2, socket: '/run/engine.sock' }
  t.throws(() => demandEngine('auto', 'docker', 'process', out), {
    message: /^No Docker engine answers at \/run\/engine\.sock, and 2 instances of living jobs are containers of it: /,
  })
  t.doesNotThrow(() => demandEngine('auto', 'docker', 'docker', out))
  t.doesNotThrow(() => demandEngine('auto', 'docker', 'process', { ...out, instances: 0 }))
  t.doesNotThrow(() => demandEngine('process', 'docker', 'process', out), 'its owner has said so')
  t.doesNotThrow(() => demandEngine('auto', 'process', 'process', out))
})

t.test('a daemon whose engine is away when it starts loses nothing', await engine(), async t => {
  const { a } = await startNodes(t, { a: { runner: 'docker', inProcess: true } })
  await a.stop()
  a.configure({ runner: { kind: 'auto', docker: { socket: SOCKET } } })
  await a.start()
  const id = await a.submit(jobBody({ roles: { guest: ['a'] }, tasks: { one: { script: 'hold' } } }))
  const job = await a.jobWhen(id, 'it runs', ({ task_list: [one] }) => one?.status === 'RUNNING')
  await a.stop()
  a.configure({ runner: { kind: 'auto', docker: { socket: join(a.folder, 'none.sock') } } })
  await t.rejects(a.start(), {
    message: /^No Docker engine answers at .*none\.sock, and 1 instance of a living job is/,
  })
  a.configure({ runner: { kind: 'auto', docker: { socket: SOCKET } } })
  await a.start()
  a.release(job, 'one', 'guest.0')
  t.match(await a.finished(id), { outcome: 'succeeded' })
})

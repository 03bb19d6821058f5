import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { Supervisor } from '../../../src/runner/process/client.js'
import { Instances } from '../../../src/runner/process/instances.js'
import { supervise } from '../../../src/runner/process/supervisor.js'
import { RunnerRefusal } from '../../../src/runner/runner.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('asks the supervisor that is there, and hears of exits and refusals', async t => {
  const directory = await temporaryDirectory(t)
  const instances = new Instances(directory)
  await instances.open()
  await instances.create('a', {
    name: 'a',
    labels: {},
    command: ['/bin/sh', '-c', 'exit 1'],
    workingDirectory: '/',
    environment: {},
  })
  const left = new Promise<void>(resolve => {
    supervise(directory, resolve).then(async () => {
      const supervisor = new Supervisor(directory, () => undefined)
      const exited = new Promise<void>(resolve => supervisor.onExit('a', resolve))
      await supervisor.order({ do: 'start', instance: 'a' })
      await exited
      t.match(await instances.exit('a'), { exitCode: 1 })
      await t.rejects(
        supervisor.order({ do: 'start', instance: 'none' }),
        new RunnerRefusal('The instance none is gone.'),
      )
      await supervisor.order({ do: 'stop', instance: 'none', graceMs: 1 })
      await supervisor.close()
      await t.rejects(supervisor.order({ do: 'stop', instance: 'a', graceMs: 1 }), /closed/)
    })
  })
  // It leaves because the client said that it does.
  await left
})

t.test('says so when no supervisor can be had', async t => {
  const directory = join(await temporaryDirectory(t), 'file')
  await writeFile(directory, '')
  const supervisor = new Supervisor(directory, () => undefined)
  await t.rejects(supervisor.connected())
  await supervisor.close()
})

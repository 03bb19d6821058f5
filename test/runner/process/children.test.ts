import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Children } from '../../../src/runner/process/children.js'
import { Instances } from '../../../src/runner/process/instances.js'
import { RunnerRefusal } from '../../../src/runner/runner.js'
import { appears, temporaryDirectory } from '../../helpers/runner.js'

interface Family {
  instances: Instances
  children: Children
  /** Resolves when an instance has ended. */
  ended(id: string): Promise<void>
  make(id: string, command: string[]): Promise<void>
}

async function family(t: Test): Promise<Family> {
  const directory = await temporaryDirectory(t)
  const instances = new Instances(directory)
  await instances.open()
  const waiting = new Map<string, () => void>()
  const children = new Children(instances, id => waiting.get(id)?.())
  return {
    instances,
    children,
    ended: id => new Promise(resolve => waiting.set(id, resolve)),
    make: (id, command) =>
      instances.create(id, {
        name: id,
        labels: {},
        command,
        workingDirectory: directory,
        environment: { PATH: '/usr/bin:/bin' },
      }),
  }
}

t.test('runs a child with its output in files, and notes how it ended before it tells', async t => {
  const { instances, children, ended, make } = await family(t)
  await make('a', ['sh', '-c', 'echo out; echo err >&2; exit 9'])
  const end = ended('a')
  await children.start('a')
  t.equal(children.count, 1)
  await end
  t.match(await instances.exit('a'), { exitCode: 9 })
  t.equal(children.count, 0)
  t.equal(await readFile(instances.path('a', 'stdout'), 'utf8'), 'out\n')
  t.equal(await readFile(instances.path('a', 'stderr'), 'utf8'), 'err\n')
})

t.test('a program that cannot be run is a refusal; when it can, the start is still to be had', async t => {
  const { instances, children, ended, make } = await family(t)
  const program = join(await temporaryDirectory(t), 'program')
  await make('a', [program])
  await t.rejects(
    children.start('a'),
    new RunnerRefusal(
      `${program} cannot be run in ${(await instances.spec('a'))?.workingDirectory}: the program, or the directory, is not there.`,
    ),
  )
  await writeFile(program, '#!/bin/sh\nexit 2\n')
  await t.rejects(children.start('a'), /not permitted/)
  t.equal(await instances.started('a'), undefined)
  t.equal(children.count, 0)
  await chmod(program, 0o755)
  const end = ended('a')
  await children.start('a')
  await end
  t.match(await instances.exit('a'), { exitCode: 2 })
})

t.test('starts once, whoever asks and however often', async t => {
  const { instances, children, ended, make } = await family(t)
  await make('a', ['sh', '-c', 'echo ran'])
  const end = ended('a')
  const others = new Children(instances, () => undefined)
  await Promise.all([children.start('a'), children.start('a'), others.start('a')].map(start => start.catch(t.error)))
  const mine = children.count > 0 || (await instances.exit('a')) !== undefined
  if (mine) await Promise.race([end, appears(instances.path('a', 'exit.json'))])
  await children.start('a')
  t.equal(await readFile(instances.path('a', 'stdout'), 'utf8'), 'ran\n')
})

t.test('there is nothing to start or stop where there is no instance', async t => {
  const { children } = await family(t)
  await t.rejects(children.start('none'), new RunnerRefusal('The instance none is gone.'))
  await children.stop('none', 0)
})

t.test('one that is told to stop while it is being started does', async t => {
  const { instances, children, make } = await family(t)
  await make('a', ['sleep', '600'])
  const starting = children.start('a')
  await children.stop('a', 10_000)
  await starting
  t.match(await instances.exit('a'), { exitCode: 143, note: 'ended by SIGTERM' })
})

t.test('an instance that cannot be read keeps no other from being taken on', async t => {
  const { instances, children, make } = await family(t)
  const supervisor = { pid: 2 ** 22 + 1, born: 'never' }
  for (const id of ['a', 'b']) {
    await make(id, ['true'])
    await instances.markStarted(id, { at: 1, supervisor })
  }
  await writeFile(instances.path('a', 'started.json'), 'damaged')
  const said = t.capture(console, 'error')
  await children.adopt()
  t.match(said(), [{ args: [/cannot take on a/] }])
  t.match(await instances.exit('b'), { exitCode: -1, startedAt: 1, note: /not known/ })
})

// Under tap's hooks a refused spawn leaves a handle behind that would keep this process for ever.
t.teardown(() => void setTimeout(() => process.exit(), 500))

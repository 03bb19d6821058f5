/** What a participant's machine asks of the runner, carried out: exactly one start, callbacks before exits, lines before removal. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Scene } from '../../src/job/actor.js'
import type { InstanceRef } from '../../src/job/commands.js'
import type { JobDocument } from '../../src/job/document.js'
import type { JobEvent } from '../../src/job/machine.js'
import { TaskLogs } from '../../src/logs/logs.js'
import { InstancePerformer } from '../../src/participant/perform.js'
import { taskIdOf } from '../../src/protocol/job.js'
import { RunnerRefusal } from '../../src/runner/runner.js'
import { MemoryRunner } from '../helpers/memory-runner.js'
import { component, JOB, takenPart } from '../job/documents.js'

const instance: InstanceRef = { task: 'a', taskId: taskIdOf(JOB, 'a'), role: 'guest.0' }

interface Stage {
  runner: MemoryRunner
  logs: TaskLogs
  performer: InstancePerformer
  /** What was said, without times. */
  said: Record<string, unknown>[]
  troubles: string[]
  scene: (more?: Partial<Scene>) => Scene & { abort: () => void }
  /** Holds exits back until it is called. */
  callbacks: { taken: Promise<void> }
}

async function stage(t: Test, doc?: JobDocument): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'isched-perform-'))
  const runner = new MemoryRunner()
  const logs = new TaskLogs(directory, error => t.fail(String(error)))
  t.teardown(async () => {
    await logs.close()
    await rm(directory, { recursive: true, force: true })
  })
  const said: Record<string, unknown>[] = []
  const troubles: string[] = []
  const callbacks = { taken: Promise.resolve() }
  const taken =
    doc ??
    (await takenPart(
      'g',
      {},
      { components: [component({ result: [{ resultCode: '4444', resultMessage: 'no rows' }] })] },
    ))
  const performer = new InstancePerformer({
    runner,
    logs,
    installationId: 'inst',
    node: { nodeId: 'g', instId: 'bank', storage: 's3://x', transport: 'relay' },
    callbackUrl: token => `http://127.0.0.1:1/callback?token=${token}`,
    logDirectory: async () => directory,
    callbacksTaken: () => callbacks.taken,
    now: () => 50,
    random: () => 0,
    onTrouble: (_scene, _instance, sentence) => troubles.push(sentence),
  })
  const scene = (more: Partial<Scene> = {}) => {
    const abort = new AbortController()
    return {
      jobId: JOB,
      doc: () => taken,
      command: () => undefined,
      submit: (event: JobEvent) => {
        if (event.part !== 'participant') throw new Error(event.part)
        const { at: _at, ...rest } = event.event
        said.push(rest)
      },
      signal: abort.signal,
      overtaken: new AbortController().signal,
      recovered: false,
      abort: () => abort.abort(),
      ...more,
    }
  }
  return { runner, logs, performer, said, troubles, scene, callbacks }
}

/** Prepared, as the machine has it stored. */
async function prepared(t: Test): Promise<Stage & { id: string }> {
  const all = await stage(t)
  await all.performer.perform({ type: 'prepare', instance }, all.scene())
  all.said.length = 0
  all.runner.asked.length = 0
  return { ...all, id: 'i1' }
}

t.test('prepare', async t => {
  t.test('makes an instance under a name that follows from installation, task and role', async t => {
    const { runner, performer, said, scene } = await stage(t)
    await performer.perform({ type: 'prepare', instance }, scene())
    t.strictSame(said, [{ type: 'prepared', id: 'i1', ...instance }])
    const { spec } = runner.held.get('i1') ?? {}
    t.match(spec, {
      name: `isched-inst-${instance.taskId}-guest.0`,
      labels: { 'isched.job': JOB, 'isched.task': 'a', 'isched.task_id': instance.taskId, 'isched.role': 'guest.0' },
      image: 'shell:1',
      digest: 'd',
    })
    t.match(spec?.environment, {
      'config.self_role': 'guest.0',
      'runtime.component.name': 'shell',
      'config.inst_id.guest.0': 'bank',
    })
    t.match(spec?.environment['system.callback'], /\?token=[A-Za-z0-9_-]{22}$/)
  })

  t.test('again after a crash, it finds the same', async t => {
    const { runner, performer, said, scene } = await stage(t)
    await performer.perform({ type: 'prepare', instance }, scene())
    await performer.perform({ type: 'prepare', instance }, scene({ recovered: true }))
    t.equal(runner.held.size, 1)
    t.strictSame(said[0], said[1])
  })

  t.test('is tried again until it works', async t => {
    const { runner, performer, said, troubles, scene } = await stage(t)
    runner.failures.push({ method: 'prepare', error: new Error('the engine restarts') })
    await performer.perform({ type: 'prepare', instance }, scene())
    t.strictSame(troubles, ['the engine restarts'])
    t.match(said, [{ type: 'prepared' }])
  })

  t.test('a refusal is for good', async t => {
    const { runner, performer, said, scene } = await stage(t)
    runner.failures.push({ method: 'prepare', error: new RunnerRefusal('the image is gone') })
    await performer.perform({ type: 'prepare', instance }, scene())
    t.strictSame(said, [{ type: 'notRun', message: 'the image is gone', ...instance }])
  })
})

t.test('start: exactly one', async t => {
  t.test('a first one starts without asking', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await performer.perform({ type: 'start', instance, id }, scene())
    t.strictSame(runner.asked, ['start i1'])
    t.match(said, [{ type: 'started', startedAt: 50 }])
  })

  t.test('after a crash: never started, it is started', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await performer.perform({ type: 'start', instance, id }, scene({ recovered: true }))
    t.strictSame(runner.asked, ['inspect i1', 'start i1'])
    t.match(said, [{ type: 'started' }])
  })

  t.test('after a crash: started before, it is not started again', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    runner.exit(id, 0)
    await performer.perform({ type: 'start', instance, id }, scene({ recovered: true }))
    t.strictSame(runner.asked, ['start i1', 'inspect i1'])
    t.match(said, [{ type: 'started', startedAt: 100 }])
  })

  t.test('after a crash: gone, it is lost, and never made again', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.remove(id)
    await performer.perform({ type: 'start', instance, id }, scene({ recovered: true }))
    t.match(said, [{ type: 'notRun', message: /^lost/ }])
    t.notMatch(runner.asked, [/start|prepare/])
  })

  t.test('a start whose answer was lost is not repeated blindly', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    runner.failures.push({ method: 'start', error: new Error('socket hang up'), after: true })
    await performer.perform({ type: 'start', instance, id }, scene())
    t.strictSame(runner.asked, ['start i1', 'inspect i1'])
    t.match(said, [{ type: 'started' }])
  })

  t.test('one that did not arrive is', async t => {
    const { runner, performer, scene, id } = await prepared(t)
    runner.failures.push({ method: 'start', error: new Error('connect ECONNREFUSED') })
    await performer.perform({ type: 'start', instance, id }, scene())
    t.strictSame(runner.asked, ['start i1', 'inspect i1', 'start i1'])
  })
})

t.test('follow', async t => {
  t.test('keeps the lines, and says how it ended', async t => {
    const { runner, logs, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    const following = performer.perform({ type: 'follow', instance, id }, scene())
    runner.print(id, 'one')
    runner.print(id, 'two')
    runner.exit(id, 3)
    await following
    t.strictSame(said, [{ type: 'exited', exitCode: 3, endedAt: 200, startedAt: 100, ...instance }])
    await logs.flush(JOB, instance.taskId)
    t.equal(await logs.cursor(JOB, instance.taskId, 'guest.0'), '2')
  })

  t.test('goes on after the last line that is kept', async t => {
    const { runner, logs, performer, scene, id } = await prepared(t)
    await runner.start(id)
    logs.append(JOB, instance.taskId, 'guest.0', { stream: 'stdout', text: 'one', at: 0, cursor: '1' })
    await logs.flush(JOB, instance.taskId)
    runner.print(id, 'one')
    runner.exit(id, 0)
    await performer.perform({ type: 'follow', instance, id }, scene({ recovered: true }))
    t.ok(runner.asked.includes('follow i1 from 1'))
  })

  t.test('callbacks already received are handled before the exit is judged', async t => {
    const { runner, performer, said, scene, id, callbacks } = await prepared(t)
    let release: () => void = () => undefined
    callbacks.taken = new Promise(resolve => {
      release = resolve
    })
    await runner.start(id)
    runner.exit(id, 0)
    const following = performer.perform({ type: 'follow', instance, id }, scene())
    await new Promise(resolve => setTimeout(resolve, 20))
    t.strictSame(said, [])
    release()
    await following
    t.match(said, [{ type: 'exited' }])
  })

  t.test('a result code that it printed has its message', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    runner.print(id, 'ERROR resultCode=4444')
    runner.exit(id, 1)
    await performer.perform({ type: 'follow', instance, id }, scene())
    t.match(said, [{ type: 'exited', message: 'no rows (4444)' }])
  })

  t.test("the engine's own word, where there is no other", async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    runner.exit(id, 137, 'out of memory')
    await performer.perform({ type: 'follow', instance, id }, scene())
    t.match(said, [{ exitCode: 137, message: 'out of memory' }])
  })

  t.test('an instance that is gone has not run', async t => {
    const { performer, said, scene } = await prepared(t)
    await performer.perform({ type: 'follow', instance, id: 'i9' }, scene())
    t.match(said, [{ type: 'notRun', message: 'i9 is gone' }])
  })

  t.test('one that is no longer followed says nothing', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    const letGo = scene()
    const following = performer.perform({ type: 'follow', instance, id }, letGo)
    letGo.abort()
    await following
    t.strictSame(said, [])
  })
})

t.test('halt', async t => {
  t.test('stops what runs, with its grace', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    await performer.perform({ type: 'halt', instance, id, graceMs: 700 }, scene())
    t.ok(runner.asked.includes('stop i1 700'))
    t.match(said, [{ type: 'halted', ran: true }])
  })

  t.test('does not stop what never started, and says so', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await performer.perform({ type: 'halt', instance, id, graceMs: 700 }, scene())
    t.strictSame(runner.asked, ['inspect i1'])
    t.match(said, [{ type: 'halted', ran: false }])
  })

  t.test('waits for a start that has begun', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    const starting = performer.perform({ type: 'start', instance, id }, scene())
    await performer.perform({ type: 'halt', instance, id, graceMs: 0 }, scene())
    await starting
    t.strictSame(runner.asked, ['start i1', 'inspect i1', 'stop i1 0'])
    t.strictSame(
      said.map(({ type }) => type),
      ['started', 'halted'],
    )
  })

  t.test('what has ended already ran', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await runner.start(id)
    runner.exit(id, 0)
    await performer.perform({ type: 'halt', instance, id, graceMs: 0 }, scene())
    t.match(said, [{ type: 'halted', ran: true }])
  })
})

t.test('remove', async t => {
  t.test('removes what is left, and says which', async t => {
    const { runner, performer, said, scene, id } = await prepared(t)
    await performer.perform({ type: 'remove', instance, id }, scene())
    t.equal(runner.held.size, 0)
    t.strictSame(said, [{ type: 'removed', id, ...instance }])
  })

  t.test('after a crash, lines that were not kept are read once more before', async t => {
    const { runner, logs, performer, scene, id } = await prepared(t)
    await runner.start(id)
    runner.print(id, 'the last word')
    runner.exit(id, 0)
    await performer.perform({ type: 'remove', instance, id }, scene({ recovered: true }))
    t.strictSame(runner.asked.slice(-3), ['inspect i1', 'follow i1', 'remove i1'])
    t.equal(await logs.cursor(JOB, instance.taskId, 'guest.0'), '1')
  })
})

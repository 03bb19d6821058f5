import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type OutputLine, type Runner, RunnerRefusal } from '../../src/runner/runner.js'
import { appears, follow, followUntil, numbers, scriptSpec, texts, tidy } from '../helpers/runner.js'

/** What a kind of runner brings, to be held to the rules that all of them keep. */
export interface Bench {
  /** A new runner of an installation, as after the daemon's restart. */
  runner(installation: string): Runner
  /** An image that runs the shell script in the variable SCRIPT. */
  script: string
  /** An image that prints its environment. */
  environment: string
}

/** The rules of the Runner interface, against a real one. */
export function contract(t: Test, { runner: make, script: image, environment }: Bench): void {
  const installation = `contract${process.pid}`
  const open = (t: Test) => tidy(t, make(installation))
  const begin = async (t: Test, runner: Runner, script: string) => {
    const spec = await scriptSpec(t, runner, image, script)
    const id = await runner.prepare(spec)
    await runner.start(id)
    return { id, spec }
  }
  const run = async (t: Test, runner: Runner, script: string) => {
    const { id } = await begin(t, runner, script)
    return { id, ...(await follow(runner, id)) }
  }

  t.test('admits an image that is here, and says what it is', async t => {
    const runner = open(t)
    const admission = await runner.admit(image, { cpu: 1, memory: 0.25 })
    t.match(admission, { ok: true, digest: /^sha256:[0-9a-f]{64}$/ })
    t.same(await runner.admit(image, { cpu: 1, memory: 0.25 }), admission, 'the same again')
    t.match(await runner.admit('isched/none:1', {}), {
      ok: false,
      reason: /isched\/none:1.*(docker load|process\.images)/,
    })
  })

  t.test('refuses more than the machine has', async t => {
    const runner = open(t)
    t.match(await runner.admit(image, { cpu: 4096 }), { ok: false, reason: /4096 cores/ })
    t.match(await runner.admit(image, { memory: 1e6 }), { ok: false, reason: /1000000 GiB of memory/ })
  })

  t.test('says what it is and what it has', async t => {
    const runner = open(t)
    t.match(await runner.describe(), /\w/)
    const { instances, cpu, memory } = await runner.capacity()
    t.ok(instances >= 1 && cpu >= 1 && memory > 0)
    t.ok((await runner.callbackHost()).bind.includes('127.0.0.1'))
  })

  t.test('prepares an instance once, however often it is asked', async t => {
    const runner = open(t)
    const labels = { 'isched.job': 'job-1', colour: 'blue' }
    const spec = { ...(await scriptSpec(t, runner, image, 'exit 0')), labels }
    const id = await runner.prepare(spec)
    t.equal(await runner.prepare(spec), id)
    const another = open(t)
    t.equal(await another.prepare(spec), id, 'by another daemon too')
    t.match(await another.inspect(id), { id, name: spec.name, labels, phase: 'created' })
    t.equal((await another.list()).filter(({ name }) => name === spec.name).length, 1)
  })

  t.test('a name can hold anything', async t => {
    const runner = open(t)
    const spec = { ...(await scriptSpec(t, runner, image, 'exit 0')), name: `作业/1 guest.0 ${process.pid}` }
    t.equal((await runner.inspect(await runner.prepare(spec)))?.name, spec.name)
  })

  t.test('refuses an environment that cannot be', async t => {
    const runner = open(t)
    const spec = await scriptSpec(t, runner, image, '')
    await t.rejects(runner.prepare({ ...spec, environment: { 'a=b': '' } }), RunnerRefusal)
    await t.rejects(runner.prepare({ ...spec, environment: { a: '\0' } }), RunnerRefusal)
  })

  t.test('passes the environment as it is, and nothing of its own', async t => {
    const runner = open(t)
    const given = { 'runtime.component.parameter.a': '{"x": "1 2"}', 'system.callback': 'http://h/?a=b', empty: '' }
    process.env.ISCHED_TEST_LEAK = 'leaked'
    t.teardown(() => delete process.env.ISCHED_TEST_LEAK)
    const spec = { ...(await scriptSpec(t, runner, environment, '')), environment: given }
    const id = await runner.prepare(spec)
    await runner.start(id)
    const { lines } = await follow(runner, id)
    const printed = Object.fromEntries(lines.map(({ text }) => text.split(/=(.*)/).slice(0, 2)))
    const { PATH, HOSTNAME: _engineSets, HOME: _engineSetsToo, ...rest } = printed
    // Tap's hooks put these into whatever a process that it watches starts, the supervisor's children too.
    const fromTap = /^(_TAPJS_.*|NODE_OPTIONS|NODE_V8_COVERAGE)$/
    t.same(Object.fromEntries(Object.entries(rest).filter(([name]) => !fromTap.test(name))), given)
    t.match(PATH, /bin/)
  })

  t.test('tells exit codes', async t => {
    const runner = open(t)
    for (const code of [0, 7]) {
      const { exit, id } = await run(t, runner, `exit ${code}`)
      t.equal(exit.exitCode, code)
      t.ok(exit.startedAt !== undefined && exit.endedAt >= exit.startedAt)
      t.match(await runner.inspect(id), { phase: 'exited', exitCode: code, endedAt: exit.endedAt })
    }
  })

  t.test('hands over all that an instance writes which ends at once', async t => {
    const runner = open(t)
    const { id, lines } = await run(
      t,
      runner,
      'echo one; echo bad >&2; echo; echo "三 drei"; printf last; printf "bad too" >&2',
    )
    for (const handed of [lines, (await follow(runner, id)).lines]) {
      t.same(texts(handed, 'stdout'), ['one', '', '三 drei', 'last'])
      t.same(texts(handed, 'stderr'), ['bad', 'bad too'])
    }
  })

  t.test('hands over a lot, once and in order', async t => {
    const { lines } = await run(t, open(t), 'seq 1 30000')
    t.same(texts(lines, 'stdout'), numbers(1, 30_000))
  })

  t.test('hands over a line of 100,000 characters whole', async t => {
    const { lines } = await run(t, open(t), 'for i in $(seq 1 1000); do printf "%0100d" $i; done; echo; echo after')
    t.same(
      lines.map(({ text }) => text.length),
      [100_000, 5],
    )
  })

  t.test('hands over lines while the instance runs', async t => {
    const runner = open(t)
    const { id, spec } = await begin(t, runner, 'echo ready; while [ ! -e "$LOGS/go" ]; do sleep 0.05; done; echo done')
    const lines: OutputLine[] = []
    const onLine = async (line: OutputLine) => {
      lines.push(line)
      if (line.text === 'ready') await writeFile(join(spec.logDirectory, 'go'), '')
    }
    // It ends only because its first line was seen.
    await runner.follow(id, undefined, onLine, new AbortController().signal)
    t.same(texts(lines, 'stdout'), ['ready', 'done'])
  })

  t.test('an instance writes to its log directory', async t => {
    const runner = open(t)
    const { id, spec } = await begin(t, runner, 'echo hello > "$LOGS/out"')
    await follow(runner, id)
    t.equal(await readFile(join(spec.logDirectory, 'out'), 'utf8'), 'hello\n')
  })

  t.test('goes on from any line', async t => {
    const runner = open(t)
    const { id, lines } = await run(t, runner, 'for i in $(seq 1 20); do echo o$i; echo e$i >&2; done')
    for (const [index, { cursor }] of lines.entries()) {
      const rest = await follow(runner, id, cursor)
      const expected = lines.slice(index + 1)
      t.same(texts(rest.lines, 'stdout'), texts(expected, 'stdout'))
      t.same(texts(rest.lines, 'stderr'), texts(expected, 'stderr'))
      if (index === 24) break
    }
  })

  t.test('goes on in another daemon while the instance runs, with nothing twice and nothing lost', async t => {
    const runner = open(t)
    const { id } = await begin(
      t,
      runner,
      'for i in $(seq 1 300); do echo $i; [ $((i % 100)) = 0 ] && sleep 0.2; done; exit 3',
    )
    const first = await followUntil(runner, id, undefined, line => line.text === '50')
    const another = open(t)
    const second = await followUntil(another, id, first.at(-1)?.cursor, line => line.text === '150')
    const { lines, exit } = await follow(another, id, second.at(-1)?.cursor)
    t.same(texts([...first, ...second, ...lines], 'stdout'), numbers(1, 300))
    t.equal(exit.exitCode, 3)
  })

  t.test('refuses a cursor that is none', async t => {
    const runner = open(t)
    const { id } = await run(t, runner, 'exit 0')
    await t.rejects(follow(runner, id, 'elsewhere'), /"elsewhere" is no place/)
  })

  t.test('starts an instance once', async t => {
    const runner = open(t)
    const { id, spec } = await begin(t, runner, 'echo ran >> "$LOGS/runs"')
    await Promise.all([runner.start(id), runner.start(id)])
    await follow(runner, id)
    await runner.start(id)
    await open(t).start(id)
    await follow(runner, id)
    t.equal(await readFile(join(spec.logDirectory, 'runs'), 'utf8'), 'ran\n')
  })

  t.test('stops with grace: an instance may clean up', async t => {
    const runner = open(t)
    const { id, spec } = await begin(
      t,
      runner,
      'trap "echo bye; exit 3" TERM; touch "$LOGS/up"; while :; do sleep 0.05; done',
    )
    await appears(join(spec.logDirectory, 'up'))
    await runner.stop(id, 20_000)
    const { lines, exit } = await follow(runner, id)
    t.same(texts(lines, 'stdout'), ['bye'])
    t.equal(exit.exitCode, 3)
  })

  t.test('kills what does not stop', async t => {
    const runner = open(t)
    const { id, spec } = await begin(t, runner, 'trap "" TERM; touch "$LOGS/up"; while :; do sleep 0.05; done')
    await appears(join(spec.logDirectory, 'up'))
    const following = follow(runner, id)
    await runner.stop(id, 100)
    t.equal((await following).exit.exitCode, 137)
  })

  t.test('stops what was never started, has ended, or is gone', async t => {
    const runner = open(t)
    const id = await runner.prepare(await scriptSpec(t, runner, image, 'exit 0'))
    await runner.stop(id, 1000)
    t.match(await runner.inspect(id), { phase: 'created' })
    await runner.start(id)
    await follow(runner, id)
    await runner.stop(id, 1000)
    t.match(await runner.inspect(id), { phase: 'exited', exitCode: 0 })
    await runner.remove(id)
    await runner.stop(id, 1000)
  })

  t.test('removes an instance in any phase, and one that is gone', async t => {
    const runner = open(t)
    const created = await runner.prepare(await scriptSpec(t, runner, image, 'exit 0'))
    const { id: running } = await begin(t, runner, 'sleep 600')
    const { id: exited } = await run(t, runner, 'exit 0')
    for (const id of [created, running, exited]) {
      await runner.remove(id)
      await runner.remove(id)
      t.equal(await runner.inspect(id), undefined)
      await t.rejects(runner.start(id), RunnerRefusal)
      await t.rejects(follow(runner, id), RunnerRefusal)
    }
  })

  t.test('following ends when the instance is removed', async t => {
    const runner = open(t)
    const { id } = await begin(t, runner, 'sleep 600')
    const following = follow(runner, id).then(
      ({ exit }) => exit.exitCode,
      (error: unknown) => error,
    )
    await runner.remove(id)
    const outcome = await following
    t.ok(outcome === 137 || outcome instanceof RunnerRefusal, String(outcome))
  })

  t.test('follows only what was started', async t => {
    const runner = open(t)
    const id = await runner.prepare(await scriptSpec(t, runner, image, 'exit 0'))
    await t.rejects(follow(runner, id), RunnerRefusal)
  })

  t.test('lets go when told to, for the reason given, and when closed', async t => {
    const runner = open(t)
    const { id } = await begin(t, runner, 'sleep 600')
    const enough = new AbortController()
    const following = runner.follow(id, undefined, () => undefined, enough.signal)
    enough.abort(new Error('enough'))
    await t.rejects(following, new Error('enough'))
    const another = make(installation)
    const waiting = another.follow(id, undefined, () => undefined, new AbortController().signal)
    const rejected = t.rejects(waiting, /closed/)
    await another.close()
    await rejected
    t.match(await runner.inspect(id), { phase: 'running' })
  })

  t.test('a listener that throws ends the following, not the instance', async t => {
    const runner = open(t)
    const { id } = await begin(t, runner, 'echo line; sleep 600')
    const listener = () => {
      throw new Error('no more')
    }
    await t.rejects(runner.follow(id, undefined, listener, new AbortController().signal), new Error('no more'))
    t.match(await runner.inspect(id), { phase: 'running' })
  })

  t.test('an installation sees its own instances alone', async t => {
    const one = tidy(t, make(`${installation}a`))
    const other = tidy(t, make(`${installation}b`))
    const spec = await scriptSpec(t, one, image, 'exit 0')
    const id = await one.prepare(spec)
    const otherId = await other.prepare(spec)
    t.same(
      (await one.list()).map(found => found.id),
      [id],
    )
    await one.remove(id)
    t.same(
      (await other.list()).map(found => found.id),
      [otherId],
    )
  })

  t.test('runs many at once', async t => {
    const runner = open(t)
    const codes = [1, 2, 3, 4, 5, 6, 7, 8]
    const runs = await Promise.all(codes.map(code => run(t, runner, `seq 1 ${1000 * code}; exit ${code}`)))
    for (const [index, { lines, exit }] of runs.entries()) {
      t.equal(exit.exitCode, codes[index])
      t.same(texts(lines, 'stdout'), numbers(1, 1000 * (codes[index] ?? 0)))
    }
  })
}

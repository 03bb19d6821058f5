import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { Documents } from '../../src/store/documents.js'

interface Job {
  schema: number
  n: number
}

async function documents(
  directory: string,
  options: { schema?: number; migrate?: (old: unknown, from: number) => Job } = {},
) {
  const opened = new Documents<Job>({ directory, schema: 2, ...options })
  await opened.open()
  return opened
}

async function all(from: Documents<Job>) {
  const found: Record<string, Job> = {}
  const problems = await from.readAll((id, value) => {
    found[id] = value
  })
  return { found, problems }
}

t.test('documents are written, read, listed and removed', async t => {
  const jobs = await documents(join(t.testdir(), 'jobs'))
  t.equal(await jobs.read('job-1'), undefined)
  await jobs.write('job-1', { schema: 2, n: 1 })
  await jobs.write('job-1', { schema: 2, n: 2 })
  await jobs.write('job.2', { schema: 2, n: 3 })
  t.same(await jobs.read('job-1'), { schema: 2, n: 2 })
  t.same((await jobs.ids()).sort(), ['job-1', 'job.2'])
  t.same(await all(jobs), { found: { 'job-1': { schema: 2, n: 2 }, 'job.2': { schema: 2, n: 3 } }, problems: [] })
  await jobs.remove('job-1')
  await jobs.remove('job-1')
  t.same(await jobs.ids(), ['job.2'])
})

t.test('writes of one document keep their order, also the first ones', async t => {
  const directory = t.testdir({ 'a.json': '{"schema":2,"n":0}' })
  const jobs = await documents(directory)
  await Promise.all(Array.from({ length: 50 }, (_, n) => jobs.write('a', { schema: 2, n })))
  t.same(await jobs.read('a'), { schema: 2, n: 49 })
})

t.test('an id that is none never touches a file', async t => {
  const jobs = await documents(join(t.testdir(), 'jobs'))
  for (const id of ['', '..', '../a', 'a/b', '.a', '-a', 'a\0', 'a b', 'a\n', 'x'.repeat(129)]) {
    await t.rejects(jobs.read(id), { message: /cannot name a document/ }, JSON.stringify(id))
    await t.rejects(jobs.write(id, { schema: 2, n: 1 }), { message: /cannot name a document/ })
    await t.rejects(jobs.remove(id), { message: /cannot name a document/ })
  }
  t.same(await readdir(t.testdirName), ['jobs'])
})

t.test('a damaged document is set aside, said, and its id is free', async t => {
  const whole = '{"schema":2,"n":7}'
  const bad = {
    'half.json': '{"schema":2,',
    'empty.json': '',
    'list.json': '[1]',
    'null.json': 'null',
    'noschema.json': '{"n":1}',
    'bytes.json': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  }
  const directory = t.testdir({ 'whole.json': whole, ...bad })
  const jobs = await documents(directory)
  const { found, problems } = await all(jobs)
  t.same(Object.keys(found), ['whole'])
  t.same(problems.map(({ id }) => id).sort(), ['bytes', 'empty', 'half', 'list', 'noschema', 'null'])
  for (const { id, message } of problems) {
    const name = (await readdir(directory)).find(name => name.startsWith(`${id}.json.unreadable-`))
    t.match(message, `${directory}/${id}.json is damaged: `)
    t.match(message, `It was set aside as ${directory}/${name}.`)
    t.same(
      await readFile(join(directory, name ?? ''), 'utf8'),
      String(bad[`${id}.json` as keyof typeof bad]),
      `${id} is as it was`,
    )
  }
  t.same((await all(jobs)).problems, [], 'said once')
  await jobs.write('half', { schema: 2, n: 1 })
  t.same(await jobs.read('half'), { schema: 2, n: 1 })
})

t.test('a damaged document that nobody read is not written over either', async t => {
  const directory = t.testdir({ 'a.json': 'damaged' })
  const jobs = await documents(directory)
  await t.rejects(jobs.write('a', { schema: 2, n: 1 }), { name: 'DamagedDocument', message: /set aside as/ })
  await jobs.write('a', { schema: 2, n: 2 })
  const aside = (await readdir(directory)).find(name => name !== 'a.json')
  t.equal(await readFile(join(directory, aside ?? ''), 'utf8'), 'damaged')
})

t.test('two damaged files of one id are both kept', async t => {
  const directory = t.testdir({})
  const jobs = await documents(directory)
  for (const content of ['one', 'two', 'three']) {
    await writeFile(join(directory, 'a.json'), content)
    await t.rejects(jobs.read('a'), { name: 'DamagedDocument' })
  }
  const contents = await Promise.all((await readdir(directory)).map(name => readFile(join(directory, name), 'utf8')))
  t.same(contents.sort(), ['one', 'three', 'two'])
})

t.test('what fails the check is set aside, with the words of the check', async t => {
  const directory = t.testdir({ 'a.json': '{"schema":2,"n":"one"}' })
  const jobs = new Documents<Job>({
    directory,
    schema: 2,
    check: value => {
      if (typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number')
        return { schema: 2, n: value.n }
      throw new Error('n should be a number')
    },
  })
  await jobs.open()
  await t.rejects(jobs.read('a'), { message: /is damaged: n should be a number\. It was set aside/ })
})

t.test('a newer schema is left as it is, said, and cannot be written over', async t => {
  const newer = '{"schema":3,"n":1}'
  const directory = t.testdir({ 'a.json': newer })
  const jobs = await documents(directory)
  const { problems } = await all(jobs)
  t.match(problems, [{ id: 'a', message: /schema 3, this version writes 2: a newer version of isched made it/ }])
  await t.rejects(jobs.write('a', { schema: 2, n: 2 }), { name: 'ForeignDocument' })
  await t.rejects(jobs.remove('a'), { name: 'ForeignDocument' })
  t.same(await readdir(directory), ['a.json'])
  t.equal(await readFile(join(directory, 'a.json'), 'utf8'), newer)
  await t.rejects(
    (await documents(directory)).write('a', { schema: 2, n: 2 }),
    { name: 'ForeignDocument' },
    'nor if nobody read it',
  )
})

t.test('an older schema is migrated when it is read; one that cannot be stays', async t => {
  const directory = t.testdir({ 'a.json': '{"schema":1,"count":4}', 'b.json': '{"schema":1}' })
  const jobs = await documents(directory, {
    migrate: (old, from) => {
      t.equal(from, 1)
      if (typeof old === 'object' && old !== null && 'count' in old) return { schema: 2, n: Number(old.count) }
      throw new Error('it has no count')
    },
  })
  t.same(await jobs.read('a'), { schema: 2, n: 4 })
  await t.rejects(jobs.read('b'), { name: 'ForeignDocument', message: /could not be migrated, it has no count/ })
  await t.rejects((await documents(directory)).read('a'), { name: 'ForeignDocument', message: /too old/ })
  t.same((await readdir(directory)).sort(), ['a.json', 'b.json'])
})

t.test('thousands are read, none left out', async t => {
  const jobs = await documents(
    t.testdir(Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`j${n}.json`, `{"schema":2,"n":${n}}`]))),
  )
  const { found, problems } = await all(jobs)
  t.same(problems, [])
  t.same(
    Object.values(found)
      .map(({ n }) => n)
      .sort((a, b) => a - b),
    Array.from({ length: 2000 }, (_, n) => n),
  )
})

t.test('what takes the documents can end the reading', async t => {
  const jobs = await documents(t.testdir({ 'a.json': '{"schema":2,"n":1}' }))
  await t.rejects(
    jobs.readAll(() => {
      throw new Error('enough')
    }),
    { message: 'enough' },
  )
})

t.test('a directory that is not there has no ids', async t => {
  const jobs = new Documents<Job>({ directory: join(t.testdir(), 'none'), schema: 2 })
  await t.rejects(jobs.ids(), { message: /^Cannot read the directory .*it does not exist/ })
})

t.test('opening sweeps what a killed write left', async t => {
  const directory = t.testdir({ 'a.json.123456': 'half', 'a.json.unreadable-2026': 'kept', 'notes.123': 'kept' })
  await mkdir(join(directory, 'sub'))
  await documents(directory)
  t.same((await readdir(directory)).sort(), ['a.json.unreadable-2026', 'notes.123', 'sub'])
})

t.test('every write that was acknowledged before a SIGKILL is there after it', async t => {
  const directory = join(t.testdir(), 'jobs')
  for (const killAfter of [1, 10, 35, 80]) {
    const child = fork(new URL('./children/writer.js', import.meta.url), [directory], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    const stored = new Map<string, number>()
    let acknowledged = 0
    if (!child.stdout) throw new Error('the child has no stdout')
    for await (const line of createInterface(child.stdout)) {
      const [id, n] = line.split(' ')
      stored.set(id ?? '', Number(n))
      acknowledged++
      if (acknowledged === killAfter) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    t.equal(child.signalCode, 'SIGKILL')
    const jobs = new Documents<Job>({ directory, schema: 1 })
    await jobs.open()
    const { found, problems } = await all(jobs)
    t.same(problems, [], `killed after ${acknowledged} writes: nothing is damaged`)
    for (const [id, n] of stored) t.ok((found[id]?.n ?? 0) >= n, `${id} has ${found[id]?.n}, ${n} was acknowledged`)
    t.same(
      (await readdir(directory)).filter(name => !/^[abc]\.json$/.test(name)),
      [],
      'no temporary file is left',
    )
    for (const id of await jobs.ids()) await jobs.remove(id)
  }
})

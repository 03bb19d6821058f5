import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../src/cli/run.js'
import { sampleNode } from '../../conformance/sample-node.js'
import { fromRoot } from '../../fixtures/root.js'
import { freePorts } from '../../helpers/ports.js'
import { runIn, terminal } from '../terminal.js'

t.setTimeout(120_000)

const COMPONENT = ['--component', 'acme/psi@1.0.0', '--long-component', 'acme/sleep@1.0.0']
const of = (url: string, ...more: string[]) => ['conformance', url, '--node-id', 'node', '--edition', '1.2', ...more]

t.test('nothing is sent before it is allowed', async t => {
  const heard: string[] = []
  const node = await sampleNode(t, undefined, {
    answer: ({ route }) => {
      heard.push(route)
      return undefined
    },
  })
  const dry = await runIn({}, ...of(node.url, ...COMPONENT, '--dry-run'))
  t.match(dry, { exitCode: 0, out: /Node node at .* is tested in edition 1\.2\.[\s\S]*job\/stop\.ended-task/ })
  t.match(await runIn({}, ...of(node.url)), { exitCode: 2, out: '', err: /nobody can be asked here, so say --yes/ })
  for (const typed of ['', 'n', 'nay'])
    t.match(await runIn({ typed }, ...of(node.url)), {
      exitCode: 0,
      out: '',
      err: /Do it\? \[y\/N\] Nothing was sent\./,
    })
  t.same(heard, [])
  const asked = await runIn({ typed: 'y', isTTY: true }, ...of(node.url))
  t.equal(asked.exitCode, 0)
  t.match(asked.err, /are not tried: no --component[\s\S]*Do it\?[\s\S]*1\/\d+ {2}participant {2}route\.unknown/)
  t.match(asked.out, /No deviation\./)
  t.ok(heard.length > 10)
})

const script = spawnSync('script', ['--version']).status === 0 ? false : 'no script(1), which makes a terminal'

t.test('at a terminal it asks', { skip: script }, async t => {
  const heard: string[] = []
  const node = await sampleNode(t, undefined, {
    answer: ({ route }) => {
      heard.push(route)
      return undefined
    },
  })
  for (const [typed, words] of [
    ['no\n', /Do it\? \[y\/N\] .*no\s+Nothing was sent\./s],
    ['\u0003', /Do it\? \[y\/N\]/],
    ['\u0004', /Do it\? \[y\/N\]/],
  ] as const) {
    // The test runner's hooks are not for the program.
    const command = ['env', '-u', 'NODE_OPTIONS', process.execPath, fromRoot('bin/isched'), ...of(node.url)].join(' ')
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    let out = ''
    let isAsked = false
    child.stdout.setEncoding('utf8').on('data', part => {
      out += part
      if (isAsked || !out.includes('[y/N]')) return
      isAsked = true
      child.stdin.write(typed)
    })
    const [code] = await once(child, 'close')
    t.match(out, words)
    t.equal(code, typed === 'no\n' ? 0 : 130, JSON.stringify(typed))
  }
  t.same(heard, [])
})

t.test('ctrl-C at the question', async t => {
  const io = { ...terminal({ typed: 'y' }), ask: async () => undefined }
  t.equal(await run(of('http://127.0.0.1:9'), io), 130)
})

t.test('several reports from one run; a deviation is exit code 1', async t => {
  const [port = 0] = await freePorts(1)
  const at = `127.0.0.1:${port}`
  const node = await sampleNode(t, `http://${at}`, {
    answer: ({ route, body }) =>
      route === 'job/start' && String(body.job_id).startsWith('conformance-none')
        ? { code: 0, msg: '', data: {} }
        : undefined,
  })
  const dir = t.testdir()
  const files = ['r.json', 'r.xml', 'r.html', 'r.txt'].map(name => join(dir, name))
  const reports = files.flatMap(file => ['--report', file])
  const more = [
    ...COMPONENT,
    '--listen',
    at,
    '--yes',
    '--as',
    'participant',
    '--timeout',
    '10s',
    ...reports,
    '-o',
    'junit',
  ]
  const { exitCode, out, err } = await runIn({}, ...of(node.url, ...more))
  t.equal(exitCode, 1)
  t.equal(err, '')
  t.match(out, /^<\?xml/)
  const [json = '', xml = '', html = '', text = ''] = files.map(file => readFileSync(file, 'utf8'))
  t.match(JSON.parse(json), { summary: [{ as: 'participant', must: 0, differs: 1 }] })
  t.equal(xml, out)
  t.match(html, /^<!doctype html>/)
  t.match(text, /^differs {2}job\/start\.unknown$/m)
})

t.test('interrupted: the jobs are stopped, and what was found is said', async t => {
  const io = terminal()
  const node = await sampleNode(t, undefined, {
    answer: ({ route, body }) => {
      if (route === 'task/start' && body.task_name === 'right') setTimeout(() => io.interrupt(), 20)
      return undefined
    },
  })
  t.equal(
    await run(of(node.url, ...COMPONENT, '--as', 'participant', '--yes', '--timeout', '3s', '-o', 'json'), io),
    130,
  )
  const report = JSON.parse(io.out())
  t.match(report, { ended: 'interrupted', unstopped_jobs: [] })
  t.ok(node.tasks.size > 0)
  t.same(
    [...node.tasks.values()].filter(({ status }) => status === 'RUNNING'),
    [],
  )
})

t.test('nobody there is exit code 4', async t => {
  const [port] = await freePorts(1)
  const { exitCode, err } = await runIn({}, ...of(`http://127.0.0.1:${port}`, '--yes'))
  t.equal(exitCode, 4)
  t.match(err, /127\.0\.0\.1:\d+ can't be reached: .*ECONNREFUSED/)
})

t.test('what is no address, no id, no place to listen, no report', async t => {
  const [port = 0] = await freePorts(1)
  const taken = await sampleNode(t, undefined)
  const refusals: [RegExp, string[]][] = [
    [/is no address|expected host:port/, of('nonsense')],
    [/"a b" is no node id/, ['conformance', 'http://127.0.0.1:9', '--node-id', 'a b', '--edition', '1.2']],
    [/need different node ids/, of('http://127.0.0.1:9', '--our-node-id', 'node')],
    [/--listen says where/, of('http://127.0.0.1:9', '--as', 'scheduler')],
    [/--listen 9799: a host and a port/, of('http://127.0.0.1:9', '--listen', '9799')],
    [
      /--listen can't be used: .*EADDRINUSE/,
      of('http://127.0.0.1:9', '--yes', '--listen', taken.url.slice('http://'.length)),
    ],
    [/its ending says the form/, of('http://127.0.0.1:9', '--report', 'report.pdf')],
    [/which version/, of('http://127.0.0.1:9', '--component', 'psi')],
    [/can't be written/, of(taken.url, '--yes', '--report', join('/nowhere', `${port}.json`))],
  ]
  for (const [words, argv] of refusals) t.match(await runIn({}, ...argv), { exitCode: 2, err: words }, argv.join(' '))
})

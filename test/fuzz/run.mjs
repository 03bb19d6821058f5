#!/usr/bin/env node
// Lets schemathesis read the description of each listener of a running daemon, and look for an answer that is not described.
// Needs Python 3 with venv and pip, and the built code (`npm run build`). FUZZ_SECONDS (60) is the time for all three
// listeners together, FUZZ_SEED what the cases are made from. Ends with 1 where something was found.
// @ts-check
import { execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { JOBS, REGISTRATION } from '../../dist/src/server/openapi/examples.js'
import { endSupervisor } from '../../fixtures/demo/setup/supervisor.mjs'

const VERSION = '4.32.5'
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const seconds = Math.max(6, Number(process.env.FUZZ_SECONDS ?? 60))
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))
console.log(`fuzz: seed ${seed} (FUZZ_SEED), ${seconds} s (FUZZ_SECONDS)`)

/** What the daemon has written. @type {string[]} */
const words = []
const program = schemathesis()
const folder = mkdtempSync(join(tmpdir(), 'isched-fuzz-'))
let found = false
const peer = await agreeablePeer()
const daemon = await startDaemon()
try {
  const known = await someJobs()
  const { listeners } = await ask('GET', '/v1/isched/node')
  // Most of the time goes where there is most to find.
  const parts = [
    { name: 'interconn', url: listeners.interconn, share: 0.4 },
    { name: 'platform', url: listeners.platform, share: 0.5 },
    { name: 'callback', url: listeners.callback[0], share: 0.1 },
  ]
  for (const { name, url, share } of parts) {
    console.log(`\n== ${name}: ${url}`)
    const code = await fuzz(url, Math.max(2, Math.round(seconds * share)), known, name === 'platform')
    if (code !== 0) found = true
    if (daemon.exitCode !== null) throw new Error(`the daemon ended with ${daemon.exitCode}`)
  }
} catch (error) {
  found = true
  console.error(error)
} finally {
  if (found) console.error(`\nfuzz: findings; again with FUZZ_SEED=${seed}. The daemon's last words:\n${lastWords()}`)
  await end()
}
process.exit(found ? 1 : 0)

/** The program, in an environment of its own; made once, and kept for the next time. */
function schemathesis() {
  const venv = join(tmpdir(), `isched-schemathesis-${VERSION}`)
  const installed = join(venv, 'installed')
  if (!existsSync(installed)) {
    rmSync(venv, { recursive: true, force: true })
    execFileSync('python3', ['-m', 'venv', venv], { stdio: ['ignore', 'inherit', 'inherit'] })
    execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    writeFileSync(installed, '')
  }
  return join(venv, 'bin', 'schemathesis')
}

/** Runs it against one listener; answers its exit code. */
async function fuzz(
  /** @type {string} */ url,
  /** @type {number} */ time,
  /** @type {Record<string, string[]>} */ known,
  /** @type {boolean} */ hasToken,
) {
  const args = [
    ...['run', `${url}/openapi.json`, '--url', url],
    ...(hasToken ? ['--header', `Authorization: Bearer ${token()}`] : []),
    ...['--checks', 'all'],
    // These two judge by the HTTP status; ours, which reads the code, stands for the first, and that a job is refused which fits
    // the schema is daily work: a schema knows no cycles.
    ...['--exclude-checks', 'negative_data_rejection,positive_data_acceptance'],
    // An event stream has no end.
    ...['--exclude-path', '/v1/isched/events'],
    ...['--max-time', String(time), '--seed', String(seed), '--continue-on-failure', '--request-timeout', '40'],
    ...['--warnings', 'off', '--suppress-health-check', 'all'],
  ]
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      SCHEMATHESIS_HOOKS: join(here, 'hooks.py'),
      PYTHONPATH: here,
      PYTHONDONTWRITEBYTECODE: '1',
      ISCHED_FUZZ_KNOWN: JSON.stringify(known),
    },
  })
  const [code] = await once(child, 'close')
  return code
}

/** A node that says yes to everything, so that jobs with it go on. */
async function agreeablePeer() {
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ code: 0, msg: 'success', data: { status: 'RUNNING' } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function startDaemon() {
  const address = peer.address()
  const port = typeof address === 'object' ? address?.port : 0
  // Its components are a fixed command: nothing that is made up here is ever run. A plain sh drops variables with dots.
  const command = ['/bin/bash', '-c', 'env; exec sleep 300']
  const settings = {
    node_id: 'bank-a',
    listen: { platform: '127.0.0.1:0', interconn: '127.0.0.1:0' },
    data_directory: join(folder, 'data'),
    components_directory: join(folder, 'components.d'),
    peers: { 'hospital-b': { address: `http://127.0.0.1:${port}`, confirms: false } },
    runner: { kind: 'process', stop_grace: '100ms', process: { images: { [REGISTRATION.imageUrl]: command } } },
    log_level: 'info',
  }
  mkdirSync(join(folder, 'components.d'))
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  const info = REGISTRATION.component_info
  const components = ['psi', 'linear_regression'].map(componentName => ({
    imageUrl: REGISTRATION.imageUrl,
    component_info: { ...info, componentName, inputParam: [] },
  }))
  writeFileSync(join(folder, 'components.d', 'fuzz.json'), JSON.stringify(components))
  // JSON is YAML.
  writeFileSync(join(folder, 'ischedd.yaml'), JSON.stringify(settings))
  const child = spawn(process.execPath, [join(root, 'bin', 'ischedd'), '--config', join(folder, 'ischedd.yaml')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => words.push(String(data)))
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`ischedd ended with ${child.exitCode}:\n${lastWords()}`)
    if (/"started"/.test(words.join(''))) return child
    await sleep(100)
  }
  throw new Error(`ischedd does not start:\n${lastWords()}`)
}

/** A few jobs, alone and with the peer, in all of which something runs; what is known of them. */
async function someJobs() {
  const { 'edition 1.2': common, 'edition 1.0': older } = JOBS
  // Without limits, or the first would take all the room that there is.
  const config = { ...common.config, job_params: { common: { sync_type: 'callback' } } }
  const alone = { ...config, role: { guest: ['bank-a'], host: ['bank-a'] } }
  const jobs = []
  for (const body of [
    { ...common, config: alone },
    { ...common, config: alone },
    { ...common, config },
    { ...older, config },
  ]) {
    const { job_id: id } = await ask('POST', '/v1/platform/schedule/job/create_all', body)
    jobs.push(String(id))
  }
  const tasks = []
  const tokens = []
  for (const id of jobs) {
    for (let tries = 0; ; tries += 1) {
      const view = await ask('GET', `/v1/isched/jobs/${id}`)
      const { lines } = await ask('GET', `/v1/isched/logs?job_id=${id}&task_name=psi`).catch(() => ({ lines: [] }))
      const token = /token=(\w[\w-]*)/.exec(JSON.stringify(lines))?.[1]
      if (token === undefined && tries < 300) {
        await sleep(100)
        continue
      }
      if (token === undefined) throw new Error(`nothing runs of job ${id}: ${JSON.stringify({ view, lines })}`)
      tokens.push(token)
      for (const { task_id: task } of view.task_list) tasks.push(String(task))
      break
    }
  }
  return { jobs, tasks, tokens, nodes: ['bank-a', 'hospital-b'] }
}

/** The data of a successful answer at the platform door. */
async function ask(
  /** @type {'GET' | 'POST'} */ method,
  /** @type {string} */ path,
  /** @type {unknown} */ body = undefined,
) {
  const response = await fetch(platformUrl() + path, {
    method,
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const { code, msg, data } = await response.json()
  if (code !== 0 && code !== 200) throw new Error(`${path}: ${code} ${msg}`)
  return data
}

function token() {
  return readFileSync(join(folder, 'data', 'platform.token'), 'utf8').trim()
}

function platformUrl() {
  return /"platform":"([^"]+)"/.exec(words.join(''))?.[1] ?? ''
}

function lastWords() {
  return words
    .join('')
    .split('\n')
    .filter(line => !line.includes('"msg":"job"'))
    .slice(-20)
    .join('\n')
}

/** Stops what still runs, the daemon, and its helper. */
async function end() {
  if (daemon.exitCode === null) {
    const { jobs } = await ask('GET', '/v1/isched/jobs').catch(() => ({ jobs: [] }))
    for (const { job_id: id } of jobs)
      await ask('POST', '/v1/platform/schedule/job/stop_all', { job_id: id }).catch(() => undefined)
    for (let tries = 0; tries < 100; tries += 1) {
      const { runner } = await ask('GET', '/v1/isched/node').catch(() => ({ runner: { running: 0 } }))
      if (runner.running === 0) break
      await sleep(100)
    }
    const ended = once(daemon, 'exit')
    daemon.kill()
    await ended
  }
  peer.close()
  peer.closeAllConnections()
  await endSupervisor(join(folder, 'data'))
  rmSync(folder, { recursive: true, force: true })
}

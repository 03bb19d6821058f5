/** `isched` against whole daemons, as a person at one of two organisations uses it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import { startNodes } from '../helpers/daemon.js'
import { until } from '../helpers/until.js'

t.setTimeout(300_000)

const { a, b } = await startNodes(t, { a: {}, b: { settings: { approval: 'manual' } } })

function jobFile(name: string, script: string, hosts = ['b']): string {
  const path = join(a.folder, name)
  writeFileSync(
    path,
    stringify({
      dag: {
        components: [
          {
            name: 'first',
            componentName: 'shell',
            provider: 'test',
            version: '1.0.0',
            output: [{ key: 'result', type: 'dataset' }],
          },
          {
            name: 'second',
            componentName: 'shell',
            provider: 'test',
            version: '1.0.0',
            input: [{ key: 'first.result', type: 'dataset' }],
            output: [],
          },
        ],
      },
      config: {
        initiator: { role: 'guest', node_id: 'a' },
        role: { guest: ['a'], ...(hosts.length > 0 && { host: hosts }) },
        task_params: { common: { first: { script } } },
      },
    }),
  )
  return path
}

t.test('submit, approve elsewhere, wait, look, read the log', async t => {
  const submitted = await a.isched('submit', jobFile('job.yaml', 'echo hello from $(value config.self_role)'))
  t.equal(submitted.code, 0, submitted.stderr)
  const id = /job-[0-9a-f]{32}/.exec(submitted.stdout)?.[0] ?? ''
  t.not(id, '')
  await b.jobWhen(id, 'waits', job => job.awaiting_approval)
  t.match((await b.isched('list')).stdout, new RegExp(id.slice(0, 12)))
  t.match((await b.isched('status', '@last')).stdout, /approv/i)
  const waiting = a.isched('wait', id)
  t.match(await b.isched('approve', id.slice(0, 12)), { code: 0 })
  t.match(await waiting, { code: 0 })
  t.match(await a.isched('logs', id, '--task', 'first'), { code: 0, stdout: /hello from guest\.0/ })
  t.match(await b.isched('logs', id, '--task', 'first'), { code: 0, stdout: /hello from host\.0/ })
  t.match(JSON.parse((await a.isched('status', id, '-o', 'json')).stdout), { job_id: id, outcome: 'succeeded' })
})

t.test('its exit code says how a job ended', async t => {
  const failed = await a.isched('submit', jobFile('fails.yaml', 'exit 33', []), '--wait')
  t.equal(failed.code, 1)
  t.match(failed.stdout + failed.stderr, /the two tables have no row in common/)

  const rejected = a.isched('submit', jobFile('rejected.yaml', 'echo'), '--wait')
  const id = await until('it waits at b', async () => {
    const { jobs } = await b.ask('GET', '/v1/isched/jobs?status=PENDING')
    return Object(jobs)[0]?.job_id
  })
  t.match(await b.isched('reject', String(id), '--reason', 'not today'), { code: 0 })
  t.match(await rejected, { code: 3 })

  const stopped = a.isched('submit', jobFile('stopped.yaml', 'hold', []), '--wait')
  const running = await until('it runs', async () => {
    const { jobs } = await a.ask('GET', '/v1/isched/jobs?status=RUNNING')
    return Object(jobs)[0]?.job_id
  })
  t.match(await a.isched('stop', String(running)), { code: 0 })
  t.match(await stopped, { code: 1 })
})

t.test('what is wrong with a file, and where', async t => {
  const path = join(a.folder, 'wrong.yaml')
  const lines = [
    'dag:',
    '  components:',
    '    - { name: one, componentName: shell, version: 1, input: [{ key: nil.result }] }',
    'config:',
    '  initiator: { role: guest, node_id: a }',
    '  role: { guest: [a] }',
  ]
  writeFileSync(path, `${lines.join('\n')}\n`)
  for (const command of ['lint', 'submit']) {
    const { code, stdout, stderr } = await a.isched(command, path)
    t.equal(code, 2, command)
    t.match(stdout + stderr, /wrong\.yaml:3:\d+: error: .*"nil"/, command)
  }
})

t.test('a daemon that is away', async t => {
  await b.stop()
  const { code, stderr } = await b.isched('list')
  t.equal(code, 4)
  t.match(stderr, /./)
  await b.start()
})

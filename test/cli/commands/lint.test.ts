import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'

const JOB = 'roles: {guest: bank-a, host: bank-b}\ntasks: {psi: {component: psi@1.0.0}}\n'

t.test('a good file is said to be good, and nothing is sent', async t => {
  const daemon = await startDaemon(t)
  const { exitCode, out, err } = await runIn({ env: daemon.env, stdin: JOB }, 'lint', '-')
  t.same({ exitCode, out, err }, { exitCode: 0, out: '<stdin>: good: 1 task on 2 nodes\n', err: '' })
  t.same(daemon.called('/v1/platform/schedule/job/create_all'), [])
})

t.test('several files, each with its mistakes', async t => {
  const daemon = await startDaemon(t)
  const directory = t.testdir({
    'good.yaml': JOB,
    'bad.yaml': JOB.replace('psi:', 'p.si:'),
    'worse.json': '{"roles": ',
  })
  const files = ['good.yaml', 'bad.yaml', 'worse.json'].map(name => `${directory}/${name}`)
  const { exitCode, out, err } = await runIn({ env: daemon.env }, 'lint', ...files)
  t.equal(exitCode, 2)
  t.match(out, /good\.yaml: good/)
  t.match(err, /bad\.yaml:2:\d+: error: .*dot/)
  t.match(err, /worse\.json:1:\d+: error/)
})

t.test('what only the node knows counts, unless --offline', async t => {
  const daemon = await startDaemon(t)
  daemon.problems = [
    { severity: 'error', path: ['dag', 'components', 0], message: 'the image isched-demo:1 is not here' },
  ]
  t.match(await runIn({ env: daemon.env, stdin: JOB }, 'lint', '-'), {
    exitCode: 2,
    err: /the image isched-demo:1 is not here/,
  })
  t.match(await runIn({ env: daemon.env, stdin: JOB }, 'lint', '-', '--offline'), { exitCode: 0, err: '' })
})

t.test('a node that is away is said, and is no mistake', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  t.match(await runIn({ env, stdin: JOB }, 'lint', '-'), {
    exitCode: 0,
    err: /^Components, peers and images were not checked: No running daemon/,
  })
})

t.test('as json, with places', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  const { exitCode, out, err } = await runIn({ env, stdin: JOB.replace('host', 'host, x') }, 'lint', '-', '-o', 'json')
  t.equal(err, '')
  const { files } = JSON.parse(out)
  t.match(files, [{ file: '<stdin>', node_asked: false }])
  const good = JSON.parse((await runIn({ env, stdin: JOB }, 'lint', '-', '-o', 'json')).out)
  t.same(good, { files: [{ file: '<stdin>', ok: true, node_asked: false, problems: [] }] })
  t.equal(exitCode, files[0].ok ? 0 : 2)
  const bad = JSON.parse(
    (await runIn({ env, stdin: JOB.replace('psi:', 'p.si:') }, 'lint', '-', '-o', 'json', '--offline')).out,
  )
  t.match(bad.files[0].problems, [
    { severity: 'error', line: 2, column: Number, path: ['dag', 'components', 0, 'name'] },
  ])
})

t.test('a file that is not there', async t => {
  t.match(await runIn({}, 'lint', '/no/such/job.yaml'), { exitCode: 2, err: /there is no such file/ })
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'
import { component } from '../views.js'

const LR = `componentName: lr
provider: isched
version: 1.0.0
roleList: [guest, host, arbiter]
inputData: [{ name: rows, category: dataset }]
`

t.test('for components that are registered here, on this node and its peers', async t => {
  const daemon = await startDaemon(t)
  daemon.components = [component(), component({ componentName: 'other' })]
  const { exitCode, out, err } = await runIn({ env: daemon.env }, 'skeleton', 'psi')
  t.equal(exitCode, 0)
  t.match(out, /\nroles:\n {2}guest: bank-a # this node\n {2}host: bank-b # a peer\n\ntasks:\n/)
  t.match(out, /component: isched\/psi@1\.0\.0\n {4}output: \{ common: dataset \}\n/)
  t.match(out, /# id column \(string; required\)\n {8}id: # TODO\n/)
  t.equal(err, '3 places are marked TODO.\n')
})

t.test('for what a file describes, without a daemon', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  const { exitCode, out, err } = await runIn({ env, stdin: LR }, 'skeleton', '-')
  t.equal(exitCode, 0)
  t.match(out, /arbiter: arbiter-node # TODO: the id of a node/)
  t.match(err, /^The node ids are made up: No running daemon.*\n5 places are marked TODO\.\n$/)
  t.match(await runIn({ env }, 'skeleton', 'psi'), { exitCode: 4, out: '', err: /No running daemon/ })
})

t.test('both together, each wired to what comes before', async t => {
  const daemon = await startDaemon(t)
  const { out } = await runIn({ env: daemon.env, stdin: LR }, 'skeleton', 'psi', '-')
  t.match(out, /\n {2}lr:\n {4}component: isched\/lr@1\.0\.0\n.*\n {4}input: psi\.common\n/)
})

t.test('what it writes is good, once what is marked is filled in', async t => {
  const daemon = await startDaemon(t)
  const { out } = await runIn({ env: daemon.env, stdin: LR }, 'skeleton', 'psi', '-')
  const stdin = out.replace('id: # TODO', 'id: customer')
  t.match(await runIn({ env: daemon.env, stdin }, 'lint', '-'), {
    exitCode: 0,
    out: /good: 2 tasks on 3 nodes/,
    err: '',
  })
})

t.test('into a file, which is not overwritten unless that is asked for', async t => {
  const daemon = await startDaemon(t)
  const path = join(t.testdir({}), 'job.yaml')
  t.match(await runIn({ env: daemon.env }, 'skeleton', 'psi', '-o', path), {
    exitCode: 0,
    out: '',
    err: `${path} written; 3 places are marked TODO.\n`,
  })
  const first = await readFile(path, 'utf8')
  t.match(await runIn({ env: daemon.env, stdin: LR }, 'skeleton', '-', '-o', path), {
    exitCode: 2,
    err: /it is there already; --force replaces it\./,
  })
  t.equal(await readFile(path, 'utf8'), first)
  t.match(await runIn({ env: daemon.env, stdin: LR }, 'skeleton', '-', '--output-file', path, '--force'), {
    exitCode: 0,
  })
  t.match(await readFile(path, 'utf8'), /isched\/lr/)
  t.match(await runIn({ env: daemon.env }, 'skeleton', 'psi', '-o', '/no/such/folder/job.yaml'), {
    exitCode: 2,
    err: /can't be written/,
  })
})

t.test('what cannot be a skeleton', async t => {
  const daemon = await startDaemon(t)
  t.match(await runIn({ env: daemon.env }, 'skeleton', 'pssi'), { exitCode: 2, err: /did you mean "psi"/ })
  t.match(await runIn({ env: daemon.env, stdin: 'componentName: psi' }, 'skeleton', '-'), {
    exitCode: 2,
    out: '',
    err: /<stdin>:1:1: error: "provider" is missing/,
  })
  t.match(await runIn({ env: daemon.env, stdin: '[]' }, 'skeleton', '-'), {
    exitCode: 2,
    err: /There is no component in -/,
  })
  daemon.components = [component({ component_info: {} })]
  t.match(await runIn({ env: daemon.env }, 'skeleton', 'psi'), {
    exitCode: 1,
    err: /The descriptor of isched\/psi@1\.0\.0 can't be read/,
  })
})

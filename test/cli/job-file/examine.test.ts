import { existsSync } from 'node:fs'
import t from 'tap'
import { connect } from '../../../src/cli/client.js'
import { examine } from '../../../src/cli/job-file/examine.js'
import { startDaemon } from '../server.js'
import { terminal } from '../terminal.js'

const GOOD = 'roles: {guest: bank-b, host: bank-a}\ntasks: {psi: {component: psi@1.0.0}}\n'

function examined(stdin: string, options = {}) {
  return examine('-', terminal({ stdin }), options)
}

t.test('a good file has a body, and this node begins', async t => {
  const daemon = await startDaemon(t)
  const { body, remarks, hasErrors } = await examined(GOOD, { client: () => connect({}, daemon.env) })
  t.same({ remarks, hasErrors }, { remarks: [], hasErrors: false })
  t.match(body.config, { initiator: { role: 'host', node_id: 'bank-a' } })
  t.same(daemon.called('/v1/isched/jobs/check')[0]?.body, body)
})

t.test('all mistakes at once, each at its place, in the order of the file', async t => {
  const { remarks, hasErrors } = await examined(`
roles: {guest: bank-a}
tasks:
  b: {component: x@1, input: a.rowz}
  a: {component: x@1, output: rows, inputs: }
  c: {component: x, input: d.x}
`)
  t.equal(hasErrors, true)
  t.match(
    remarks.map(({ line, column, message }) => [line, column, message]),
    [
      [4, 30, /"a" has no output "rowz"; did you mean "rows"\?/],
      [5, 37, 'there is no "inputs" in a task'],
      [6, 18, '"c" does not say which version of its component'],
      [6, 28, /there is no task "d"/],
    ],
  )
})

t.test('what this node finds stands beside the rest, the same mistake only once', async t => {
  const daemon = await startDaemon(t)
  const path = ['dag', 'components', 0]
  daemon.problems = [
    { severity: 'warning', path: [...path, 'componentName'], message: 'no component "psi" is registered here' },
    { severity: 'error', path: ['config', 'role', 'guest', 0], message: 'the node "bank-b" is not in the route table' },
  ]
  const { remarks } = await examined(GOOD, { client: () => connect({}, daemon.env) })
  t.match(remarks, [
    { line: 1, column: 16, severity: 'error', path: ['config', 'role', 'guest', 0] },
    { line: 2, column: 9, severity: 'warning' },
  ])
})

t.test('a node that is away is no mistake of the file', async t => {
  const daemon = await startDaemon(t)
  await daemon.close()
  const { hasErrors, trouble } = await examined(GOOD, { client: () => connect({}, daemon.env) })
  t.equal(hasErrors, false)
  t.match(trouble, { exitCode: 4 })
})

t.test('one that refuses to check is told of, too', async t => {
  const daemon = await startDaemon(t)
  daemon.refusals.set('/v1/isched/jobs/check', { code: 503, msg: 'the disk is full' })
  t.match((await examined(GOOD, { client: () => connect({}, daemon.env) })).trouble, { message: 'the disk is full' })
})

t.test('what is no YAML is that alone', async t => {
  const { remarks, hasErrors } = await examined('roles: {guest: \n')
  t.equal(hasErrors, true)
  t.match(remarks, [{ file: '<stdin>', severity: 'error' }])
})

t.test('variables of the command line', async t => {
  const { body } = await examined(GOOD.replace('psi@1.0.0', `"psi@\${V}"`), { variables: { V: '2.0' } })
  t.match(body.dag, { components: [{ version: '2.0' }] })
})

for (const name of ['fate-flow.unionpay-psi-lr.create_all.json', 'kuscia.ss-lr.create.json']) {
  const file = `/work/shared/peers/${name}`
  t.test(
    `a body that a peer sends: ${name}`,
    { skip: existsSync(file) ? false : 'the peers’ files are not here' },
    async t => {
      const { remarks } = await examine(file, terminal(), {})
      t.same(
        remarks.filter(({ severity }) => severity === 'error'),
        [],
      )
    },
  )
}

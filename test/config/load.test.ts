// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what is tested
import { join } from 'node:path'
import t from 'tap'
import { ConfigError, loadSettings, readSettings } from '../../src/config/load.js'

/** A settings file in a folder of its own. */
const file = (t: Tap, text: string) => join(t.testdir({ 'ischedd.yaml': text }), 'ischedd.yaml')
type Tap = Pick<typeof t, 'testdir'>

t.test('a file of four lines is enough', async t => {
  const path = file(t, 'node_id: bank-a\npeers:\n  bank-b: 10.0.0.2:9701\nscheduler: bank-b\n')
  const settings = await loadSettings(path)
  t.match(settings, { nodeId: 'bank-a', scheduler: 'bank-b', peers: { 'bank-b': { address: 'http://10.0.0.2:9701' } } })
  t.equal(settings.dataDirectory, join(path, '../data'))
})

t.test('JSON works, and so does the environment', async t => {
  const path = file(t, '{"node_id": "${NODE}", "log_level": "${LEVEL:-debug}"}')
  const { settings } = await readSettings(path, { NODE: 'bank-a' })
  t.match(settings, { nodeId: 'bank-a', logLevel: 'debug' })
})

t.test('all mistakes at once: of the YAML, of its fields, and of what they say together', async t => {
  const path = file(
    t,
    [
      'nod_id: x',
      'approval: never',
      'approval: manual',
      'log_level: ${NO_SUCH_LEVEL}',
      'runner:',
      '  docker: { volumes: [foo] }',
      'listen: { platform: 0.0.0.0:9700, interconn: 0.0.0.0:9700 }',
    ].join('\n'),
  )
  const error = await loadSettings(path).then(
    () => t.fail('it was taken'),
    (error: unknown) => error,
  )
  if (!(error instanceof ConfigError)) throw error
  const said = error.diagnostics.map(one => `${one.line} ${one.severity} ${one.message.slice(0, 40)}`).sort()
  t.same(said, [
    '1 error "node_id" is missing: expected a node id',
    '1 error there is no field "nod_id"',
    '3 error "approval" stands here a second time',
    '4 error the environment variable NO_SUCH_LEVEL i',
    '6 error "foo" is no volume',
    '7 error the interconn listener would take port 9',
    '7 warning the platform listener would be reached f',
  ])
  t.match(
    error.message,
    /ischedd\.yaml:1:1: error: there is no field "nod_id"\n {2}1 \| nod_id: x\n {4}\| \^~~~~~\n {4}hint: did you mean "node_id"\?/,
  )
})

t.test('warnings come with the settings', async t => {
  const { settings, diagnostics } = await readSettings(file(t, 'node_id: a\nrunner: {kind: process}\n'))
  t.equal(settings?.nodeId, 'a')
  t.match(diagnostics, [{ severity: 'warning', line: 2 }])
})

t.test('a file that is not there, a folder, an empty one, no YAML', async t => {
  const folder = t.testdir({ empty: '', broken: 'node_id: [' })
  await t.rejects(loadSettings(join(folder, 'none')), { message: /there is no such file\n.*ischedd init/ })
  await t.rejects(loadSettings(folder), { message: /this is a directory/ })
  await t.rejects(loadSettings(join(folder, 'empty')), { message: /"node_id" is missing/ })
  await t.rejects(loadSettings(join(folder, 'broken')), ConfigError)
})

import t from 'tap'
import { readText, readYaml } from '../../../src/cli/job-file/read.js'
import { terminal } from '../terminal.js'

t.test('a file, or the standard input', async t => {
  const directory = t.testdir({ 'job.yaml': 'a: 1' })
  t.equal(await readText(`${directory}/job.yaml`, terminal()), 'a: 1')
  t.equal(await readText('-', terminal({ stdin: 'b: 2' })), 'b: 2')
})

t.test('why a file cannot be read', async t => {
  const directory = t.testdir()
  await t.rejects(readText(`${directory}/none`, terminal()), {
    message: /none can't be read: there is no such file/,
    exitCode: 2,
  })
  await t.rejects(readText(directory, terminal()), { message: /it is a directory/ })
  await t.rejects(readText('\0', terminal()), { message: /can't be read/ })
})

t.test('variables come from the command line, then from the environment', async t => {
  const io = terminal({ stdin: `a: \${A}\nb: \${B}\nc: \${C:-3}`, env: { A: 'environment', B: 'environment' } })
  const document = await readYaml('-', io, { B: 'command line' })
  t.same(document.value, { a: 'environment', b: 'command line', c: 3 })
  t.equal(document.file, '<stdin>')
})

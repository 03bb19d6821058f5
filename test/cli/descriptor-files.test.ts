import t from 'tap'
import { isPath, readDescriptorFiles } from '../../src/cli/descriptor-files.js'
import { terminal } from './terminal.js'

const PSI = 'imageUrl: demo:1\ncomponentName: psi\nprovider: isched\nversion: 1.0.0\nroleList: [guest]\n'

t.test('files, folders of files, and the standard input, in their order', async t => {
  const directory = t.testdir({
    'one.yaml': PSI,
    vendors: { 'b.json': '[]', 'a.yml': PSI, 'notes.txt': 'nothing', deeper: { 'c.yaml': PSI } },
  })
  const io = terminal({ stdin: PSI })
  const files = await readDescriptorFiles([`${directory}/one.yaml`, `${directory}/vendors`, '-'], io, {})
  t.strictSame(
    files.map(({ document, components }) => [document.file.replace(`${directory}/`, ''), components.length]),
    [
      ['one.yaml', 1],
      ['vendors/a.yml', 1],
      ['vendors/b.json', 0],
      ['<stdin>', 1],
    ],
  )
})

t.test('what is not there, and a folder with nothing in it', async t => {
  const directory = t.testdir({ empty: {} })
  await t.rejects(readDescriptorFiles([`${directory}/no.yaml`], terminal({}), {}), { message: /there is no such file/ })
  await t.rejects(readDescriptorFiles([`${directory}/empty`], terminal({}), {}), {
    message: /There is no \.json, \.yaml or \.yml file in /,
    exitCode: 2,
  })
})

t.test('what means a file rather than a component', async t => {
  for (const path of ['-', 'psi.json', 'vendors/psi.yaml', './psi', '../psi', '/etc/psi', 'vendors/'])
    t.ok(isPath(path), path)
  for (const name of ['psi', 'isched/psi', 'isched/psi@1.0.0', 'psi@1.0.0']) t.notOk(isPath(name), name)
})

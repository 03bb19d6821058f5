import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { commandDigest, obstacle, resolvedCommand } from '../../../src/runner/process/commands.js'
import { temporaryDirectory } from '../../helpers/runner.js'

t.test('a digest changes with the command, and with where it runs', async t => {
  const all = [
    { command: ['a', 'b'] },
    { command: ['a b'] },
    { command: ['a', 'b'], workingDirectory: '/x' },
    { command: ['a', 'b', '/x'] },
  ].map(commandDigest)
  for (const digest of all) t.match(digest, /^sha256:[0-9a-f]{64}$/)
  t.equal(new Set(all).size, all.length)
  t.equal(commandDigest({ command: ['a', 'b'] }), all[0])
})

t.test('a path is taken from the working directory, a name is left to PATH', async t => {
  t.same(resolvedCommand({ command: ['./run', './x'], workingDirectory: '/w' }), ['/w/run', './x'])
  t.same(resolvedCommand({ command: ['/bin/sh', '-c'], workingDirectory: '/w' }), ['/bin/sh', '-c'])
  t.same(resolvedCommand({ command: ['sh'], workingDirectory: '/w' }), ['sh'])
})

t.test('says what is in the way of running a command', async t => {
  const workingDirectory = await temporaryDirectory(t)
  const program = join(workingDirectory, 'run')
  await writeFile(program, '#!/bin/sh\n')
  t.match(await obstacle('i', { command: ['./run'], workingDirectory }), /may not be run/)
  await chmod(program, 0o755)
  t.equal(await obstacle('i', { command: ['./run'], workingDirectory }), undefined)
  t.equal(await obstacle('i', { command: ['sh'] }), undefined)
  t.match(await obstacle('i', { command: ['isched-none'] }), /^The program isched-none of the image i is not there/)
  t.match(await obstacle('i', { command: [workingDirectory] }), /may not be run/)
  t.match(await obstacle('i', { command: [] }), /is empty/)
  t.match(await obstacle('i', { command: ['sh'], workingDirectory: program }), /working directory .* is not there/)
})

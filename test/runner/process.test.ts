import t from 'tap'
import { createProcessRunner } from '../../src/runner/process.js'
import { temporaryDirectory } from '../helpers/runner.js'
import { contract } from './contract.js'

// Every test starts a supervisor, on a machine that may be busy.
t.setTimeout(300_000)

t.test('the process runner', async t => {
  const directory = await temporaryDirectory(t)
  const images = {
    'test/script': { command: ['/bin/sh', '-c', 'eval "$SCRIPT"'] },
    'test/environment': { command: ['env'] },
  }
  contract(t, {
    runner: installation =>
      createProcessRunner({ directory, images, installation, capacity: {}, log: () => undefined }),
    script: 'test/script',
    environment: 'test/environment',
  })
})

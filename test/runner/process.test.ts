import t from 'tap'
import { createProcessRunner } from '../../src/runner/process.js'
import { temporaryDirectory } from '../helpers/runner.js'
import { contract } from './contract.js'

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

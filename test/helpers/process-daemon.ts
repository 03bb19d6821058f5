import { createProcessRunner } from '../../src/runner/process.js'
import type { InstanceSpec } from '../../src/runner/runner.js'

// A daemon's stand-in, for a test to kill: runs one instance as a process and sends its parent each line as it is handed over.
// Arguments: the directory, the installation, the images and the spec, the last two as JSON.
const [, , directory = '', installation = '', images = '{}', spec = '{}'] = process.argv
const parsed: InstanceSpec = JSON.parse(spec)
const runner = createProcessRunner({
  directory,
  installation,
  images: JSON.parse(images),
  capacity: {},
  log: () => undefined,
})
const id = await runner.prepare(parsed)
await runner.start(id)
await runner.follow(id, undefined, line => process.send?.(line), new AbortController().signal)

import { supervise } from './supervisor.js'

// The supervisor's own process: `node main.js <directory>`. Says "ready" when it, or another one, can be connected to.
const [, , directory = '.'] = process.argv
// Whoever started it may be gone before it is ready.
process.stdout.on('error', () => undefined)
const listening = await supervise(directory, () => process.exit(0))
process.stdout.write('ready\n', () => {
  if (!listening) process.exit(0)
})

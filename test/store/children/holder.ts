/** Opens a data directory, says `open <installation id>` or `refused <why>`, and holds it until its stdin ends or it is killed. */
import { writeSync } from 'node:fs'
import { openDataDirectory } from '../../../src/store/directory.js'

try {
  const directory = await openDataDirectory(process.argv[2] ?? '')
  writeSync(1, `open ${directory.installationId}\n`)
  process.stdin.resume().on('end', () => directory.close())
} catch (error) {
  writeSync(1, `refused ${error instanceof Error ? error.message : error}\n`)
}

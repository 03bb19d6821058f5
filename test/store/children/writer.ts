/** Writes documents for ever, and says on stdout what was stored: `<id> <n>`. Killed by its test. */
import { writeSync } from 'node:fs'
import { Documents } from '../../../src/store/documents.js'

const directory = process.argv[2] ?? ''
const documents = new Documents<{ schema: number; n: number; text: string }>({ directory, schema: 1 })
await documents.open()

async function writeOn(id: string): Promise<never> {
  for (let n = 1; ; n++) {
    await documents.write(id, { schema: 1, n, text: 'x'.repeat(20_000) })
    writeSync(1, `${id} ${n}\n`)
  }
}

await Promise.all(['a', 'b', 'c'].map(writeOn))

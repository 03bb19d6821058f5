import { readFileSync } from 'node:fs'
import t from 'tap'
import { packageVersion } from '../../src/cli/version.js'

t.test("the version is package.json's", async t => {
  t.equal(packageVersion(), JSON.parse(readFileSync('package.json', 'utf8')).version)
})

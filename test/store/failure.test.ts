import t from 'tap'
import { errorCode, errorText, FileFailure } from '../../src/store/failure.js'

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

t.test('a known code is said in words, with the file and what would help', async t => {
  const failure = new FileFailure('write', '/data/a.json', full)
  t.equal(failure.message, 'Cannot write /data/a.json: no space is left on the disk: free some (ENOSPC).')
  t.equal(failure.code, 'ENOSPC')
  t.equal(failure.cause, full)
})

t.test('an unknown code keeps the words of the system', async t => {
  const odd = Object.assign(new Error('EXDEV: cross-device link'), { code: 'EXDEV' })
  t.equal(new FileFailure('read', '/a', odd).message, 'Cannot read /a: EXDEV: cross-device link (EXDEV).')
})

t.test('whatever was thrown has a text, and a code only if the system gave one', async t => {
  t.equal(new FileFailure('read', '/a', 'odd').message, 'Cannot read /a: odd.')
  t.equal(errorText(new Error('words')), 'words')
  t.equal(errorText(7), '7')
  t.equal(errorCode(full), 'ENOSPC')
  t.equal(errorCode(new Error('words')), undefined)
  t.equal(errorCode({ code: 'ENOSPC' }), undefined)
})

import { spawn, spawnSync } from 'node:child_process'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { platformToken } from '../../src/store/token.js'

t.test('it is made once, in a file for its owner alone, and used again', async t => {
  const directory = t.testdir()
  const { token, path } = await platformToken(directory)
  t.equal(path, join(directory, 'platform.token'))
  t.match(token, /^[A-Za-z0-9_-]{43}$/)
  t.equal(Buffer.from(token, 'base64url').length, 32)
  t.equal((await stat(path)).mode & 0o777, 0o600)
  t.equal(await readFile(path, 'utf8'), `${token}\n`)
  t.same(await platformToken(directory), { token, path })
  t.not((await platformToken(t.testdir({ other: {} }))).token, token)
})

t.test(
  'the file is for its owner alone from its first instant',
  { skip: spawnSync('strace', ['-V']).status !== 0 && 'no strace' },
  async t => {
    const directory = t.testdir()
    const code = `import(${JSON.stringify(new URL('../../src/store/token.js', import.meta.url).href)}).then(m => m.platformToken(process.argv[1]))`
    const child = spawn(
      'strace',
      [
        '-f',
        '-e',
        'trace=openat,open,creat,chmod,fchmod',
        process.execPath,
        ...process.execArgv,
        '-e',
        code,
        directory,
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    let calls = ''
    for await (const chunk of child.stderr) calls += chunk
    const made = calls.split('\n').filter(line => line.includes('platform.token') && line.includes('O_CREAT'))
    t.ok(made.length > 0, 'the calls that make the file were seen')
    t.match(made[0], /0600\)/)
  },
)

t.test('a file that others can read is refused', { skip: process.platform === 'win32' && 'no modes' }, async t => {
  const directory = t.testdir()
  const { path } = await platformToken(directory)
  for (const mode of [0o640, 0o604, 0o620, 0o601]) {
    await chmod(path, mode)
    await t.rejects(platformToken(directory), { message: `${path} has mode 0${mode.toString(8)}, so others` })
  }
  await chmod(path, 0o400)
  t.match(await platformToken(directory), { path })
})

t.test('a file that holds no token is refused', async t => {
  const path = join(t.testdir(), 'platform.token')
  for (const content of ['', 'short', 'a b'.repeat(20), 'x'.repeat(40).concat('\ny')]) {
    await writeFile(path, content, { mode: 0o600 })
    await t.rejects(platformToken(t.testdirName), { message: /holds no token/ }, JSON.stringify(content))
  }
  await t.rejects(platformToken(t.testdir({ 'platform.token': {} })), { message: /^Cannot read the token in/ })
})

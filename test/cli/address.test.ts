import t from 'tap'
import { findAddress } from '../../src/cli/address.js'
import { announce } from '../../src/cli/rendezvous.js'

async function running(directory: string, ...nodes: string[]) {
  const env = { XDG_RUNTIME_DIR: directory }
  for (const [at, node_id] of nodes.entries()) {
    await announce(
      {
        node_id,
        url: `http://127.0.0.1:970${at}`,
        token_file: `${directory}/${node_id}.token`,
        pid: process.pid,
        data_directory: `/data/${node_id}`,
      },
      env,
    )
  }
  return env
}

const TOKENS = { 'bank-a.token': 'secret-a\n', 'bank-b.token': 'secret-b\n' }

t.test('the one daemon that runs here is found, with its token', async t => {
  const env = await running(t.testdir(TOKENS), 'bank-a')
  t.match(await findAddress({}, env), { url: 'http://127.0.0.1:9700', token: 'secret-a' })
})

t.test('none: a sentence that says what to do', async t => {
  await t.rejects(findAddress({}, { XDG_RUNTIME_DIR: t.testdir() }), { message: /--url \(ISCHED_URL\)/, exitCode: 4 })
})

t.test('several: they are listed, and --node or ISCHED_NODE chooses', async t => {
  const env = await running(t.testdir(TOKENS), 'bank-a', 'bank-b')
  await t.rejects(findAddress({}, env), {
    message: /^2 daemons .*\n {2}bank-a {2}http:\/\/127.0.0.1:9700 {2}\/data\/bank-a\n {2}bank-b/s,
    exitCode: 2,
  })
  t.match(await findAddress({ node: 'bank-b' }, env), { url: 'http://127.0.0.1:9701', token: 'secret-b' })
  t.match(await findAddress({}, { ...env, ISCHED_NODE: 'bank-a' }), { token: 'secret-a' })
  await t.rejects(findAddress({ node: 'bank-c' }, env), {
    message: /"bank-c" .*those that do: bank-a, bank-b/,
    exitCode: 4,
  })
})

t.test('two installations of one node can only be told apart by their addresses', async t => {
  const env = await running(t.testdir(TOKENS), 'bank-a')
  const other = { url: 'http://127.0.0.1:9800', token_file: '/t', pid: process.ppid, data_directory: '/other' }
  await announce({ node_id: 'bank-a', ...other }, env)
  await t.rejects(findAddress({ node: 'bank-a' }, env), { message: /^2 daemons .* with --url:\n/, exitCode: 2 })
})

t.test('an address that is given counts, and keeps the token that is known for it', async t => {
  const directory = t.testdir({ ...TOKENS, other: 'mine' })
  const env = await running(directory, 'bank-a', 'bank-b')
  t.match(await findAddress({ url: 'http://127.0.0.1:9701/' }, env), {
    url: 'http://127.0.0.1:9701',
    token: 'secret-b',
  })
  t.match(await findAddress({}, { ...env, ISCHED_URL: '127.0.0.1:9700' }), {
    url: 'http://127.0.0.1:9700',
    token: 'secret-a',
  })
  t.match(await findAddress({ tokenFile: `${directory}/other` }, { ...env, ISCHED_NODE: 'bank-a' }), { token: 'mine' })
  t.match(await findAddress({ node: 'bank-a' }, { ...env, ISCHED_URL: 'http://elsewhere' }), { token: 'secret-a' })
  t.match(await findAddress({ url: 'http://elsewhere:1' }, env), { url: 'http://elsewhere:1', token: undefined })
})

t.test('what is no address, and a token that is not there, are bad input', async t => {
  const env = { XDG_RUNTIME_DIR: t.testdir() }
  await t.rejects(findAddress({ url: 'http://[oops' }, env), { message: /is no address/, exitCode: 2 })
  await t.rejects(findAddress({ url: 'http://a', tokenFile: '/no/such/token' }, env), {
    message: /token can't be read/,
    exitCode: 2,
  })
})

import t from 'tap'
import { assembleSettings } from '../../src/config/assemble.js'
import { changedFields, takeOver } from '../../src/config/changes.js'
import { fileSchema } from '../../src/config/settings.js'

const settings = (more: object = {}) => assembleSettings(fileSchema.parse({ node_id: 'a', ...more }), '/f')

t.test('names what differs as the file does', async t => {
  t.same(changedFields(settings(), settings()), { reloadable: [], restart: [] })
  const after = settings({
    peers: { b: 'b:1' },
    log_level: 'debug',
    scheduler: 'a',
    listen: { platform: '127.0.0.1:1' },
    polling: { safety_net: '1m' },
    peer_timeout: '1s',
  })
  t.same(changedFields(settings(), after), {
    reloadable: ['peers', 'log_level'],
    restart: ['listen.platform', 'polling.safety_net', 'peer_timeout', 'scheduler'],
  })
  t.same(changedFields(after, settings()).restart.includes('scheduler'), true, 'also what is gone')
})

t.test('only peers and the log level are taken over', async t => {
  const next = takeOver(settings(), settings({ peers: { b: 'b:1' }, log_level: 'debug', approval: 'manual' }))
  t.match(next, { peers: { b: {} }, logLevel: 'debug', approval: 'auto' })
})

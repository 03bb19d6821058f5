import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'

t.test('a line for each thing, and what to do; ill is exit code 1, doubtful is not', async t => {
  const daemon = await startDaemon(t)
  daemon.findings = [
    { what: 'engine', state: 'well', detail: 'Docker 20.10' },
    { what: 'clock bank-b', state: 'doubtful', detail: '4 s behind', advice: 'Set it by NTP.' },
  ]
  const doubtful = await runIn({ env: daemon.env }, 'doctor')
  t.equal(doubtful.exitCode, 0)
  t.same(doubtful.out.split('\n'), [
    'ok  engine        Docker 20.10',
    '??  clock bank-b  4 s behind',
    '                  Set it by NTP.',
    '',
  ])
  daemon.findings = [{ what: 'disk', state: 'ill', detail: 'it is full' }]
  t.match(await runIn({ env: daemon.env }, 'doctor'), { exitCode: 1, out: '!!  disk  it is full\n' })
  const { exitCode, out } = await runIn({ env: daemon.env }, 'doctor', '-o', 'json')
  t.equal(exitCode, 1)
  t.match(JSON.parse(out), { findings: [{ what: 'disk', state: 'ill' }] })
})

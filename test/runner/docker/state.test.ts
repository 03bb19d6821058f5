import t from 'tap'
import { exitOf, phaseOf } from '../../../src/runner/docker/state.js'

const NEVER = '0001-01-01T00:00:00Z'
const STATE = {
  Status: 'exited',
  Running: false,
  Paused: false,
  Restarting: false,
  OOMKilled: false,
  Dead: false,
  Pid: 0,
  ExitCode: 0,
  Error: '',
  StartedAt: '1970-01-01T00:00:01Z',
  FinishedAt: '1970-01-01T00:00:02Z',
}

t.test('what was never started is created, whatever its exit code says', async t => {
  t.equal(phaseOf({ ...STATE, Status: 'created', StartedAt: NEVER, FinishedAt: NEVER, ExitCode: 127 }), 'created')
  t.equal(phaseOf({ ...STATE, Status: 'running', Running: true, FinishedAt: NEVER }), 'running')
  t.equal(phaseOf({ ...STATE, Status: 'paused', Paused: true }), 'running')
  t.equal(phaseOf(STATE), 'exited')
  t.equal(phaseOf({ ...STATE, Status: 'dead', Dead: true }), 'exited')
})

t.test('an exit has its code, its times and its reason', async t => {
  t.same(exitOf({ ...STATE, ExitCode: 3 }), { exitCode: 3, startedAt: 1000, endedAt: 2000 })
  t.match(exitOf({ ...STATE, ExitCode: 137, OOMKilled: true }), { exitCode: 137, note: 'out of memory' })
  t.match(exitOf({ ...STATE, ExitCode: 128, Error: 'cannot mount' }), { note: 'cannot mount' })
})

t.test('nothing ends before it started, whatever the engine noted first', async t => {
  t.match(exitOf({ ...STATE, FinishedAt: '1970-01-01T00:00:00.999Z' }), { startedAt: 1000, endedAt: 1000 })
})

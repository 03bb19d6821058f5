import { Text } from 'ink'
import { render } from 'ink-testing-library'
import t from 'tap'
import type { Effect, Seen } from '../../src/tui/ui-state.js'
import { useKeys, useUiState } from '../../src/tui/use-keys.js'
import { summary } from './fake-source.js'
import { until } from './until.js'

const seen: Seen = {
  jobs: [summary('a1'), summary('b2'), summary('c3')],
  job: summary('a1'),
  tasks: [],
  page: 10,
  logsShown: false,
  log: { from: 0, to: 0, page: 0 },
}

function Held({ jobId, effects }: { jobId?: string; effects: Effect[] }) {
  const keyed = useUiState(jobId)
  useKeys(
    keyed,
    () => seen,
    effect => effects.push(effect),
  )
  const { screen, jobId: chosen, prompt } = keyed.state
  return <Text>{`${screen} ${chosen?.slice(4, 6)} ${prompt?.kind}`}</Text>
}

t.test('keys change the state one after another, and what they want done is done', async t => {
  const effects: Effect[] = []
  const { stdin, lastFrame, unmount } = render(<Held effects={effects} />)
  await until(() => lastFrame() === 'list undefined undefined')
  await new Promise(resolve => setImmediate(resolve))
  stdin.write('jj')
  await until(
    () => lastFrame() === 'list c3 undefined',
    () => lastFrame() ?? '',
  )
  stdin.write('ks')
  await until(
    () => lastFrame() === 'list b2 stop',
    () => lastFrame() ?? '',
  )
  stdin.write('yq')
  await until(() => effects.length === 2)
  t.match(effects, [{ kind: 'stop' }, { kind: 'quit', code: 0 }])
  unmount()
})

t.test('it begins with the job that was asked for', async t => {
  const { lastFrame, unmount } = render(<Held jobId="job-1" effects={[]} />)
  t.equal(lastFrame(), 'job 1 undefined')
  unmount()
})

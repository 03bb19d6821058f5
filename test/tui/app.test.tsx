import { stripVTControlCharacters } from 'node:util'
import { render } from 'ink-testing-library'
import t from 'tap'
import { App } from '../../src/tui/app.js'
import { symbols } from '../../src/tui/symbols.js'
import { fakeNode, jobId, summary, view } from './fake-source.js'
import { until } from './until.js'

/** The application at 100 columns and 24 rows. */
function app(
  node = fakeNode([summary('b2', { status: 'FINISHED', outcome: 'succeeded' }), view('a1')]),
  open?: string,
) {
  const codes: number[] = []
  let redrawn = 0
  const { lastFrame, stdin, unmount } = render(
    <App source={node} jobId={open} nodeId="node-a" onQuit={code => codes.push(code)} onRedraw={() => redrawn++} />,
  )
  const frame = () => stripVTControlCharacters(lastFrame() ?? '')
  const shows = (what: RegExp) => until(() => what.test(frame()), frame)
  return {
    frame,
    shows,
    codes,
    redraws: () => redrawn,
    unmount,
    async type(keys: string, what: RegExp) {
      stdin.write(keys)
      await shows(what)
    },
    press: (keys: string) => stdin.write(keys),
  }
}

t.test('a frame is as high and at most as wide as the terminal, on every screen', async t => {
  const { frame, shows, type, unmount } = app()
  const check = (name: string) => {
    const rows = frame().split('\n')
    t.equal(rows.length, 24, name)
    t.ok(
      rows.every(row => row.length <= 100),
      name,
    )
  }
  await shows(/2 jobs/)
  check('list')
  await type('?', /Keys/)
  check('help')
  await type('x', /JOB/)
  await type('\r', /TASK/)
  check('job')
  await type('l', /log of/)
  check('log')
  unmount()
})

t.test('the title, the jobs, and the keys', async t => {
  const { frame, shows, unmount } = app()
  await shows(/2 jobs/)
  const rows = frame().split('\n')
  t.ok(rows[0]?.startsWith(` isched ${symbols.dot} node-a `))
  t.ok(rows[0]?.trimEnd().endsWith(` 2 jobs, 1 running, ${symbols.running} connected`))
  t.ok(rows[2]?.startsWith(`${symbols.chosen} ${jobId('a1')}`))
  t.match(rows[3], /FINISHED +succeeded/)
  t.match(rows.at(-1), /move .*open .*s stop .*\/ filter .*\? help .*q quit/)
  unmount()
})

t.test('what a key wants done is done by who opened the screen', async t => {
  const { press, codes, redraws, shows, unmount } = app()
  await shows(/2 jobs/)
  press('\u000c')
  press('q')
  press('\u0003')
  await until(() => codes.length === 2)
  t.same(codes, [0, 130])
  t.equal(redraws(), 1)
  unmount()
})

t.test('a refusal by the node is shown, and the screen goes on', async t => {
  const node = fakeNode([view('a1')])
  const { shows, type, unmount } = app(node)
  await shows(/1 job,/)
  await type('s', /Stop the whole job/)
  node.refuse('403: only the initiator may stop this job.')
  await type('y', /403: only the initiator may stop this job\./)
  await type('k', /1 job,/)
  t.same(node.told, [])
  unmount()
})

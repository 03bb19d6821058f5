import type { ReactElement } from 'react'
import stringWidth from 'string-width'
import t from 'tap'
import { AwayLine, KeyBar, MessageLine, TitleBar } from '../../src/tui/bars.js'
import { drawn } from './drawn.js'

const row = (element: ReactElement) => drawn(element).join('\n')

t.test('the title has the place at the left and the summary at the right', async t => {
  t.match(
    row(<TitleBar place="isched . node-a" summary="3 jobs, connected" columns={60} />),
    /^ isched . node-a +3 jobs, connected/,
  )
  t.ok(stringWidth(row(<TitleBar place={'长'.repeat(60)} summary={'x'.repeat(90)} columns={60} />)) <= 60)
})

t.test('that the node is away is said with since when and why, and that it is tried again', async t => {
  const away = row(
    <AwayLine connection={{ state: 'away', since: Date.now(), reason: 'connect ECONNREFUSED' }} columns={100} />,
  )
  t.match(away, /Daemon away since \d\d:\d\d:\d\d \(\d+s\), retrying: connect ECONNREFUSED/)
})

t.test('a question comes before a sentence, a notice before both', async t => {
  const line = (props: Partial<Parameters<typeof MessageLine>[0]>) =>
    row(<MessageLine prompt={undefined} notice={undefined} sentence="waits" columns={60} {...props} />)
  t.match(line({}), /^ waits/)
  t.match(line({ prompt: { kind: 'stop', jobId: 'job-1' } }), /Stop the whole job job-1\? \[y\/N\]/)
  t.match(
    line({ prompt: { kind: 'stop', jobId: 'job-1', taskName: 'psi' } }),
    /Stop the task psi and all that follows it\? \[y\/N\]/,
  )
  t.match(line({ prompt: { kind: 'approve', jobId: 'job-1' } }), /Approve job-1.*\[y\/N\]/)
  t.match(line({ prompt: { kind: 'filter', text: 'abc', before: '' } }), /Filter: abc/)
  t.match(line({ prompt: { kind: 'reject', jobId: 'j', text: 'because' } }), /Reason for the rejection: because/)
  t.match(line({ prompt: { kind: 'stop', jobId: 'j' }, notice: { text: 'done', variant: 'success' } }), /done/)
})

t.test('however long, it is one row, and the question keeps its answers', async t => {
  const long = '条款'.repeat(50)
  const prompts = [
    { kind: 'stop', jobId: long },
    { kind: 'reject', jobId: '', text: `${long}end` },
  ] as const
  for (const prompt of prompts) {
    const line = row(<MessageLine prompt={prompt} notice={undefined} sentence="" columns={60} />)
    t.ok(stringWidth(line) <= 60 && !line.includes('\n'), line)
    t.match(line, prompt.kind === 'stop' ? /\[y\/N\]/ : /end/)
  }
  const notice = row(
    <MessageLine prompt={undefined} notice={{ text: long, variant: 'error' }} sentence="" columns={60} />,
  )
  t.notMatch(notice, '\n')
})

t.test('keys and what they do', async t => {
  t.equal(
    row(
      <KeyBar
        hints={[
          ['s', 'stop'],
          ['q', 'quit'],
        ]}
        columns={60}
      />,
    ),
    ' s stop  q quit',
  )
})

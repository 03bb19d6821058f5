import { Spinner } from '@inkjs/ui'
import { Box, Text } from 'ink'
import { useEffect, useState } from 'react'
import { act } from './act.js'
import { AwayLine, KeyBar, MessageLine, TitleBar } from './bars.js'
import { Help } from './help.js'
import { hintsFor } from './hints.js'
import { JobList } from './job-list.js'
import { JobPanel } from './job-panel.js'
import { isTooSmall, SMALLEST } from './layout.js'
import { LogPane } from './log-pane.js'
import { newer, see, seenOf } from './see.js'
import type { JobSource } from './source.js'
import { symbols } from './symbols.js'
import { useJobs } from './use-jobs.js'
import { useKeys, useUiState } from './use-keys.js'
import { useLogs } from './use-logs.js'
import { useSize } from './use-size.js'
import { exitCode, placeWords, summaryWords } from './words.js'

export interface AppProps {
  source: JobSource
  /** The job to begin with, instead of the list. */
  jobId?: string | undefined
  /** For the title. */
  nodeId?: string | undefined
  /** Called with the process's exit code. */
  onQuit: (code: number) => void
  onRedraw?: () => void
}

/** Milliseconds that a job must stay chosen in the list before it is read for the part beside it. */
const LINGER = 120

/** The whole screen: data and keys come in here, and go to screens that only show. */
export function App({ source, jobId, nodeId, onQuit, onRedraw }: AppProps) {
  const size = useSize()
  const keyed = useUiState(jobId)
  const { state, change } = keyed
  const [openId, setOpenId] = useState(jobId)
  const data = useJobs(source, openId)
  const picture = see(data, state, size)
  const { layout, summary, view } = picture
  const connected = data.connection.state === 'connected'

  const wantedId = layout.job ? picture.jobId : undefined
  const linger = state.screen === 'list'
  useEffect(() => {
    if (!linger) return setOpenId(wantedId)
    const timer = setTimeout(() => setOpenId(wantedId), LINGER)
    return () => clearTimeout(timer)
  }, [wantedId, linger])

  const logOf = picture.logOf?.name
  const chosenLog =
    logOf === undefined || picture.jobId === undefined
      ? undefined
      : { jobId: picture.jobId, taskName: logOf, level: state.level }
  const buffer = useLogs(source, chosenLog, connected)

  useKeys(
    keyed,
    next => seenOf(see(data, next, size), buffer),
    effect => {
      if (effect.kind === 'redraw') return onRedraw?.()
      if (effect.kind === 'quit')
        return onQuit(effect.code || (jobId === undefined ? 0 : exitCode(newer(view, summary))))
      void act(source, effect).then(notice => change(now => ({ ...now, notice })))
    },
  )

  if (isTooSmall(size))
    return <Text wrap="truncate">{`Too small: ${SMALLEST.columns}x${SMALLEST.rows} is needed.`}</Text>
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      <TitleBar
        place={placeWords(nodeId, state.screen === 'job' ? picture.jobId : undefined)}
        summary={summaryWords(data, state, picture.jobs.length)}
        columns={size.columns}
      />
      {data.connection.state === 'away' && <AwayLine connection={data.connection} columns={size.columns} />}
      <Box height={layout.body.rows} flexDirection={layout.wide ? 'row' : 'column'} flexShrink={0} overflow="hidden">
        {state.help ? <Help area={layout.body} /> : body()}
      </Box>
      <MessageLine
        prompt={state.prompt}
        notice={state.notice}
        sentence={state.screen === 'list' ? (summary?.reason ?? '') : ''}
        columns={size.columns}
      />
      <KeyBar hints={hintsFor(state, newer(view, summary), layout.logs !== undefined)} columns={size.columns} />
    </Box>
  )

  function body() {
    if (!data.jobs && !view) {
      return connected || data.connection.state === 'connecting' ? (
        <Spinner label="asking the node for its jobs" />
      ) : null
    }
    const { list, job, logs } = layout
    return (
      <>
        {list && (
          <JobList
            jobs={picture.jobs}
            total={data.jobs?.length ?? 0}
            filter={state.filter}
            chosenId={picture.jobId}
            area={list}
          />
        )}
        {list && job && <Divider rows={list.rows} />}
        {job && picture.jobId !== undefined && (
          <JobPanel
            summary={summary}
            view={view}
            error={openId === picture.jobId ? data.viewError : undefined}
            tasks={picture.tasks}
            taskFilter={state.screen === 'job' ? state.taskFilter : ''}
            chosen={picture.chosen}
            marked={state.screen === 'job'}
            area={job}
          />
        )}
        {job && logs && layout.wide && <Divider rows={job.rows} />}
        {logs && (
          <LogPane
            task={picture.logOf}
            buffer={buffer}
            level={state.level}
            top={state.logTop}
            shift={state.shift}
            focused={state.focus === 'logs'}
            area={logs}
          />
        )}
      </>
    )
  }
}

function Divider({ rows }: { rows: number }) {
  return (
    <Box width={3} flexShrink={0}>
      <Text dimColor>{Array.from({ length: rows }, () => ` ${symbols.vertical} `).join('\n')}</Text>
    </Box>
  )
}

import { Text } from 'ink'
import { useSpan } from './clock.js'
import { fit } from './text.js'

/** The time from one moment to another, or to now, in so many columns; it counts by itself. Moments are ISO 8601. */
export function Span({ from, to, columns }: { from: string | undefined; to?: string | undefined; columns: number }) {
  if (from === undefined) return <Text>{' '.repeat(columns)}</Text>
  return <Counted from={Date.parse(from)} to={to === undefined ? undefined : Date.parse(to)} columns={columns} />
}

function Counted({ from, to, columns }: { from: number; to: number | undefined; columns: number }) {
  return <Text>{fit(useSpan(from, to), columns, 'right')}</Text>
}

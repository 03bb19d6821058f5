import { Text } from 'ink'
import type { ReactNode } from 'react'
import { inTone, type Tone } from './status.js'
import { fit } from './text.js'

/** One row of the screen. What it holds is already cut to its columns; should it still be too long it is cut, never wrapped. */
export function Line({ children, bold = false }: { children?: ReactNode; bold?: boolean }) {
  return (
    <Text wrap="truncate" bold={bold}>
      {children ?? ' '}
    </Text>
  )
}

/** Text in exactly so many columns, in a tone. */
export function Cell({ text, columns, tone = 'plain' }: { text: string; columns: number; tone?: Tone }) {
  return <Text {...inTone(tone)}>{fit(text, columns)}</Text>
}

import { stripVTControlCharacters } from 'node:util'
import { render } from 'ink-testing-library'
import type { ReactElement } from 'react'

/** The rows that an element draws at 100 columns, as text: without colours, which a test runner can turn on. */
export function drawn(element: ReactElement): string[] {
  const { lastFrame, unmount } = render(element)
  const rows = stripVTControlCharacters(lastFrame() ?? '').split('\n')
  unmount()
  return rows
}

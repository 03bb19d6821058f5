/** How large the terminal is. */
import { useStdout } from 'ink'
import { useCallback, useMemo, useSyncExternalStore } from 'react'

export interface Size {
  columns: number
  rows: number
}

/** The terminal's size, now and after every resize; 80x24 where it says nothing. */
export function useSize(): Size {
  const { stdout } = useStdout()
  const follow = useCallback(
    (changed: () => void) => {
      stdout.on('resize', changed)
      return () => {
        stdout.off('resize', changed)
      }
    },
    [stdout],
  )
  const columns = useSyncExternalStore(follow, () => stdout.columns || 80)
  const rows = useSyncExternalStore(follow, () => stdout.rows || 24)
  return useMemo(() => ({ columns, rows }), [columns, rows])
}

/** How large the terminal is. */
import { useStdout } from 'ink'
import { useEffect, useState } from 'react'

export interface Size {
  columns: number
  rows: number
}

/** The terminal's size, now and after every resize; 80x24 where it says nothing. */
export function useSize(): Size {
  const { stdout } = useStdout()
  const [size, setSize] = useState(() => sizeOf(stdout))
  useEffect(() => {
    const follow = () => setSize(sizeOf(stdout))
    stdout.on('resize', follow)
    return () => {
      stdout.off('resize', follow)
    }
  }, [stdout])
  return size
}

function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 }
}

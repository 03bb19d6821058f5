/** Spans of time as a person reads them. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Milliseconds as `12s`, `3m 05s`, `2h 14m` or `3d 4h`; from 100 days on `100d`; at most seven columns. A clock that is behind gives `0s`. */
export function formatSpan(milliseconds: number): string {
  const span = Math.max(0, milliseconds)
  if (Number.isNaN(span)) return '-'
  if (span < MINUTE) return `${Math.floor(span / SECOND)}s`
  if (span < HOUR) return `${Math.floor(span / MINUTE)}m ${two(((span % HOUR) % MINUTE) / SECOND)}s`
  if (span < DAY) return `${Math.floor(span / HOUR)}h ${two((span % HOUR) / MINUTE)}m`
  if (span >= 100 * DAY) return `${Math.floor(span / DAY)}d`
  return `${Math.floor(span / DAY)}d ${Math.floor((span % DAY) / HOUR)}h`
}

/** A moment (ISO 8601 or milliseconds) as this machine's wall clock says it: `14:03:22`. */
export function formatClock(moment: string | number): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return '--:--:--'
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}

/**
 * The terminal as a sheet of rows. Ink hands over whole frames; here only the rows that differ are written, each at its place.
 * Ink's own way, for a frame as high as the terminal, is to clear it every time, and the lines that lie above it.
 */
const ESC = '\u001b['
/** The other screen, no cursor, and no wrapping: a row that a terminal measures wider than we do is cut, and moves nothing. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`
const LEAVE = `${ESC}0m${ESC}?7h${ESC}?25h${ESC}?1049l`
/** Terminals that know it show what lies between the two at once. */
const TOGETHER = `${ESC}?2026h`
const SHOW = `${ESC}?2026l`

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const COLOUR = /\u001b\[(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m/g

// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const CURSOR = /^\u001b\[\?25[hl]$/

export interface Screen {
  /** What Ink is given as its stdout, with `debug`: every write is a whole frame. */
  readonly stdout: NodeJS.WriteStream
  /** Goes to the other screen. */
  open(): void
  /** Writes every row again. */
  redraw(): void
  /** Gives the terminal back as it was. More than once does no harm. */
  close(): void
}

/** A screen on a terminal. Without `colour` bold and inverse stay, and colours go. */
export function screenOn(terminal: NodeJS.WriteStream, { colour }: { colour: boolean }): Screen {
  let opened = false
  let shown: string[] = []
  let frame: string[] = []
  let due: NodeJS.Immediate | undefined
  let full = false

  const paint = () => {
    due = undefined
    if (!opened || full) return
    const rows = frame.slice(0, terminal.rows || 24)
    let out = ''
    for (let row = 0; row < Math.max(rows.length, shown.length); row++) {
      const text = rows[row] ?? ''
      if (text !== shown[row]) out += `${ESC}${row + 1};1H${ESC}0m${ESC}2K${text}`
    }
    if (out === '') return
    shown = rows
    // A slow line is not filled with frames that are old when they arrive.
    full = !terminal.write(`${TOGETHER}${out}${SHOW}`)
    if (full) {
      terminal.once('drain', () => {
        full = false
        paint()
      })
    }
  }
  const later = () => {
    due ??= setImmediate(paint)
  }
  const clear = () => {
    shown = []
    if (opened) terminal.write(`${ESC}2J`)
    later()
  }
  // Ink hides and shows the cursor by itself; everything else that it writes is a frame.
  const take = (text: unknown, ...rest: unknown[]): boolean => {
    if (typeof text === 'string' && text !== '' && !CURSOR.test(text)) {
      frame = (colour ? text : text.replace(COLOUR, '')).split('\n')
      later()
    }
    const done = rest.at(-1)
    if (typeof done === 'function') setImmediate(() => done())
    return true
  }

  const stdout = new Proxy(terminal, {
    get(target, key) {
      if (key === 'write') return take
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    stdout,
    open() {
      if (opened) return
      opened = true
      terminal.write(ENTER)
      terminal.on('resize', clear)
    },
    redraw: clear,
    close() {
      if (!opened) return
      opened = false
      clearImmediate(due)
      terminal.off('resize', clear)
      terminal.write(LEAVE)
    },
  }
}

/** Whether a terminal may be given colours: `NO_COLOR` with any value says no. */
export function colourAllowed(env: NodeJS.ProcessEnv): boolean {
  return !env.NO_COLOR
}

/** What was pressed, in the screen's own words. */
import type { Key as InkKey } from 'ink'
import { characters } from './text.js'

export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page up'
  | 'page down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'backspace'
  | 'interrupt'
  | 'clear line'
  | 'redraw'

export type Key = { name: KeyName } | { name: 'character'; text: string }

const FLAGS: [keyof InkKey, KeyName][] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page up'],
  ['pageDown', 'page down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
]

const CONTROL: Record<string, KeyName> = { c: 'interrupt', u: 'clear line', l: 'redraw', f: 'page down', b: 'page up' }

/** The same keys where they come within a longer text: what is typed fast, or pasted, arrives in one piece. */
const RAW: Record<string, KeyName> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
  '\x03': 'interrupt',
  '\x15': 'clear line',
}

/** The keys of one input event of Ink, in order; none for combinations that mean nothing here. */
export function keysOf(input: string, key: InkKey): Key[] {
  for (const [flag, name] of FLAGS) if (key[flag] === true) return [{ name }]
  if (key.ctrl) {
    const name = CONTROL[input]
    return name ? [{ name }] : []
  }
  if (key.meta) return []
  return characters(input).flatMap((text): Key[] => {
    const name = RAW[text]
    if (name) return [{ name }]
    return text < ' ' ? [] : [{ name: 'character', text }]
  })
}

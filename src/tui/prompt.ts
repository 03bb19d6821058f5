/** A question at the bottom of the screen: what a key does while it is asked. */
import type { Key } from './keys.js'
import type { Pressed } from './press.js'
import { characters } from './text.js'
import type { Prompt, UiState } from './ui-state.js'

/** Applies one key to the question that is being asked. */
export function answer(state: UiState, prompt: Prompt, key: Key): Pressed {
  const { prompt: _asked, ...closed } = state
  switch (prompt.kind) {
    case 'stop':
    case 'approve':
      return isYes(key) ? { state: closed, effect: prompt } : isNo(key) ? { state: closed } : { state }
    case 'filter':
      if (key.name === 'escape') return { state: filtered(closed, prompt.before) }
      if (key.name === 'enter') return { state: closed }
      return typed(prompt.text, key, text => filtered({ ...state, prompt: { ...prompt, text } }, text), state)
    case 'reject': {
      if (key.name === 'escape') return { state: closed }
      if (key.name !== 'enter')
        return typed(prompt.text, key, text => ({ ...state, prompt: { ...prompt, text } }), state)
      const reason = prompt.text.trim()
      if (reason === '')
        return { state: { ...state, notice: { text: 'A rejection needs a reason.', variant: 'error' } } }
      return { state: closed, effect: { kind: 'reject', jobId: prompt.jobId, reason } }
    }
  }
}

function filtered(state: UiState, text: string): UiState {
  return state.screen === 'list' ? { ...state, filter: text } : { ...state, taskFilter: text }
}

/** The state after a key of writing; any other key changes nothing. */
function typed(text: string, key: Key, put: (text: string) => UiState, state: UiState): Pressed {
  switch (key.name) {
    case 'character':
      return { state: put(text + key.text) }
    case 'backspace':
      return { state: put(characters(text).slice(0, -1).join('')) }
    case 'clear line':
      return { state: put('') }
    default:
      return { state }
  }
}

function isYes(key: Key): boolean {
  return key.name === 'character' && (key.text === 'y' || key.text === 'Y')
}

/** Enter is a no: what is asked here can't be taken back. */
function isNo(key: Key): boolean {
  return key.name === 'escape' || key.name === 'enter' || (key.name === 'character' && /^[nq]$/i.test(key.text))
}

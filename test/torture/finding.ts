/** What was found wrong, and where. */
export type Kind = 'lost' | 'stuck' | 'doubled' | 'out of order' | 'at odds' | 'left running' | 'log' | 'fault'

export interface Finding {
  kind: Kind
  job?: string
  task?: string
  node?: string
  /** What is wrong, in a sentence. */
  text: string
}

/** The kinds in the order in which they are counted. */
export const KINDS: readonly Kind[] = [
  'lost',
  'stuck',
  'doubled',
  'out of order',
  'at odds',
  'left running',
  'log',
  'fault',
]

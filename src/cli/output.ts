/** `json` for programs, `name` for the bare names; absent: for people. */
export type OutputFormat = 'json' | 'name'

export interface OutputOption {
  output?: OutputFormat
}

/** The formats that `-o` takes. */
export const OUTPUT_FORMATS = ['json'] as const
export const OUTPUT_FORMATS_WITH_NAME = ['json', 'name'] as const

/** `json` for programs, `name` for the ids alone; absent: for people. */
export type OutputFormat = (typeof OUTPUT_FORMATS_WITH_NAME)[number]

export interface OutputOption {
  output?: OutputFormat
}

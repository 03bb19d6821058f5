/** What was expected and what was found, in words that a person uses. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** A value as a sentence names it: `the text "two"`, `a list`, `nothing`. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : `the text ${JSON.stringify(shortened(value))}`
    case 'number':
      return `the number ${value}`
    case 'boolean':
      return String(value)
    default:
      return 'a mapping'
  }
}

/** Whether a message is zod's own, and not one that a schema was given: ours do not begin like this. */
export function isDefaultMessage(message: string): boolean {
  return /^(Invalid|Too (big|small)|Unrecognized)/.test(message)
}

/** What an issue expected, by its code alone: `a whole number`, `at most 65535`. */
export function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeName(issue.expected)
    case 'invalid_value':
      return issue.values.length === 1
        ? String(JSON.stringify(issue.values[0]))
        : `one of ${list(issue.values.map(String))}`
    case 'too_small':
      return bound(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least')
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most')
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_format':
      return issue.pattern === undefined ? `a text of the form ${issue.format}` : `a text that matches ${issue.pattern}`
    default:
      return 'something else'
  }
}

/** `a`, `a or b`, `a, b or c` */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`
}

function bound(origin: string, limit: number | bigint, relation: string): string {
  if (origin === 'string') return limit === 1 && relation === 'at least' ? 'a text' : `${relation} ${limit} characters`
  if (origin === 'array') return `a list of ${relation} ${limit} ${limit === 1 ? 'entry' : 'entries'}`
  return `a number that is ${relation} ${limit}`
}

function typeName(type: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    tuple: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    null: 'nothing',
    undefined: 'nothing',
    never: 'nothing',
  }
  return names[type] ?? type
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

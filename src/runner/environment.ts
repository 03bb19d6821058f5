import { RunnerRefusal } from './runner.js'

/**
 * Refuses what no system can pass to a program: a name that is empty or has `=` in it, and a NUL anywhere.
 *
 * @throws {RunnerRefusal} that names the variable
 */
export function checkEnvironment(environment: Record<string, string>): void {
  for (const [name, value] of Object.entries(environment)) {
    if (name === '' || /[=\0]/.test(name)) {
      throw new RunnerRefusal(
        `${JSON.stringify(name)} cannot be the name of an environment variable: it must not be empty or hold "=" or NUL.`,
      )
    }
    if (value.includes('\0')) {
      throw new RunnerRefusal(
        `The environment variable ${name} holds a NUL character, which cannot be passed to a program.`,
      )
    }
  }
}

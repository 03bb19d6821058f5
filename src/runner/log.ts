/** Where a runner says what nobody asked it: warnings and what it does about lost connections. */
export type RunnerLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields?: Record<string, unknown>,
) => void

/** What the node's owner set; what is absent comes from the machine. cpu in cores, memory in GiB. */
export interface CapacitySettings {
  instances?: number
  cpu?: number
  memory?: number
}

/** How durations and addresses are written in the settings. */

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `500ms`, `10s`, `5m`, `2h`, `1d` -> milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  if (amount === undefined) return undefined
  for (const [name, factor] of Object.entries(MILLISECONDS))
    if (name === unit) return Math.round(Number(amount) * factor)
  return undefined
}

/** Milliseconds as a person would write them: `10s`, `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = ms
  let text = ''
  for (const [unit, factor] of Object.entries(MILLISECONDS).reverse()) {
    const amount = Math.floor(rest / factor)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * factor
  }
  return text === '' ? '0s' : text
}

/** Where a listener listens. */
export interface Address {
  host: string
  port: number
}

/** `host:port`, `[::1]:port` -> host and port; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.%]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text.trim()) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  return host === undefined || port > 65535 ? undefined : { host, port }
}

/** The inverse of {@link parseAddress}. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Whether a host name means this machine and is not reached from another. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Whether a host name means every address of this machine. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

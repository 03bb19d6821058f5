import type { Settings } from '../config/settings.js'
import { formatAddress } from '../config/units.js'

/** Why a daemon could not start, as a sentence that says what would help. */
export function startSentence(error: unknown, settings: Settings): string {
  if (!(error instanceof Error)) return String(error)
  const code = textField(error, 'code')
  if (textField(error, 'syscall') !== 'listen' && textField(error, 'syscall') !== 'bind') return error.message
  const address = formatAddress({
    host: textField(error, 'address') ?? '',
    port: Number(numberField(error, 'port') ?? 0),
  })
  const name = listenerAt(numberField(error, 'port'), settings)
  const which = name === undefined ? 'a listener' : `the ${name} listener`
  const field = name === undefined ? 'under listen' : `as listen.${name}`
  switch (code) {
    case 'EADDRINUSE':
      return `${address} is in use by another program, and ${which} needs it: stop that one, or set another port ${field}.`
    case 'EACCES':
      return `This user may not listen on ${address}: set a port of 1024 or above ${field}.`
    case 'EADDRNOTAVAIL':
      return `${address} is no address of this machine, and ${which} was to listen there: set another ${field}.`
    default:
      return `${which} can't listen on ${address}: ${error.message}`
  }
}

function listenerAt(port: number | undefined, { listen }: Settings): 'platform' | 'interconn' | 'callback' | undefined {
  const names = ['platform', 'interconn', 'callback'] as const
  return names.find(name => port !== undefined && port !== 0 && listen[name].port === port)
}

function field(error: Error, name: string): unknown {
  return Object.getOwnPropertyDescriptor(error, name)?.value
}

function textField(error: Error, name: string): string | undefined {
  const value = field(error, name)
  return typeof value === 'string' ? value : undefined
}

function numberField(error: Error, name: string): number | undefined {
  const value = field(error, name)
  return typeof value === 'number' ? value : undefined
}

/** The one route that running components reach, on a listener of its own. Section 7. */
import type { ParticipantService } from '../participant/service.js'
import { CALLBACK } from './openapi/callback.js'
import { type Route, served } from './routes.js'
import type { CallMiddleware } from './state.js'

export const CALLBACK_PATH = CALLBACK.callback.path

/** Counts the callbacks that are being taken in, so that an exit is judged after them. */
export class CallbacksUnderWay {
  #count = 0
  readonly #waiting = new Set<() => void>()

  /** @param ready what comes before is held until this resolves: a daemon that starts knows no task yet, and a no is final */
  constructor(private readonly ready: Promise<void> = Promise.resolve()) {}

  readonly counted: CallMiddleware = async (_ctx, next) => {
    this.#count += 1
    try {
      await this.ready
      await next()
    } finally {
      this.#count -= 1
      if (this.#count === 0) {
        for (const wake of this.#waiting) wake()
        this.#waiting.clear()
      }
    }
  }

  /** Resolves when none is under way. */
  async taken(): Promise<void> {
    if (this.#count > 0) await new Promise<void>(resolve => this.#waiting.add(resolve))
  }
}

export function callbackRoutes(participant: ParticipantService): Route[] {
  return served(CALLBACK, {
    callback: (input, _caller, { token = '' }) => participant.componentCallback(input, token),
  })
}

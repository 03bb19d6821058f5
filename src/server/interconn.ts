/** East-west: what other nodes call. Section 2; the paths, and what is said of each, are in openapi/interconn.ts. */
import type { ParticipantService } from '../participant/service.js'
import type { SchedulerService } from '../scheduler/service.js'
import { INTERCONN } from './openapi/interconn.js'
import { type Route, served } from './routes.js'
import type { CallMiddleware } from './state.js'

export function interconnRoutes(scheduler: SchedulerService, participant: ParticipantService): Route[] {
  return served(INTERCONN, {
    createAll: (input, caller) => scheduler.createAll(input, caller),
    create: (input, caller) => participant.create(input, caller),
    start: (input, caller) => participant.start(input, caller),
    taskStart: (input, caller) => participant.startTask(input, caller),
    stopAll: (input, caller) => scheduler.stopAll(input, caller),
    stop: (input, caller) => participant.stop(input, caller),
    statusAll: (input, caller) => scheduler.statusAll(input, caller),
    poll: (input, caller) => participant.poll(input, caller),
    callback: (input, caller) => scheduler.callback(input, caller),
    audit: (input, caller) => scheduler.audit(input, caller),
    taskStop: (input, caller) => participant.stopTask(input, caller),
  })
}

/** Says of every call from whom it comes. */
export function heard(onCall: (peer: string) => void): CallMiddleware {
  return async (ctx, next) => {
    const { node } = ctx.state.caller
    if (node !== undefined) onCall(node)
    await next()
  }
}

/** East-west: what other nodes call. Section 2. */
import type { ParticipantService } from '../participant/service.js'
import type { SchedulerService } from '../scheduler/service.js'
import type { Route } from './routes.js'

const BASE = '/v1/interconn/schedule'

export function interconnRoutes(scheduler: SchedulerService, participant: ParticipantService): Route[] {
  return [
    { method: 'POST', path: `${BASE}/job/create_all`, handle: (input, caller) => scheduler.createAll(input, caller) },
    { method: 'POST', path: `${BASE}/job/create`, handle: (input, caller) => participant.create(input, caller) },
    { method: 'POST', path: `${BASE}/job/start`, handle: (input, caller) => participant.start(input, caller) },
    { method: 'POST', path: `${BASE}/task/start`, handle: (input, caller) => participant.startTask(input, caller) },
    { method: 'POST', path: `${BASE}/job/stop_all`, handle: (input, caller) => scheduler.stopAll(input, caller) },
    { method: 'POST', path: `${BASE}/job/stop`, handle: (input, caller) => participant.stop(input, caller) },
    { method: 'GET', path: `${BASE}/job/status_all`, handle: (input, caller) => scheduler.statusAll(input, caller) },
    { method: 'POST', path: `${BASE}/task/poll`, handle: (input, caller) => participant.poll(input, caller) },
    { method: 'POST', path: `${BASE}/task/callback`, handle: (input, caller) => scheduler.callback(input, caller) },
    { method: 'POST', path: `${BASE}/job/audit_confirm`, handle: (input, caller) => scheduler.audit(input, caller) },
    { method: 'POST', path: `${BASE}/task/stop`, handle: (input, caller) => participant.stopTask(input, caller) },
  ]
}

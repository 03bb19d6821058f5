/** What a call on an interconn route means for a job here: the same for one that came over HTTP and one from this very node. */
import type { z } from 'zod'
import {
  auditSchema,
  jobStartSchema,
  stopSchema,
  taskCallbackSchema,
  taskStartSchema,
  taskStopSchema,
} from '../protocol/calls.js'
import { ProtocolError } from '../protocol/envelope.js'
import { pathText, shapeSentence } from './check.js'
import type { JobEvent } from './machine.js'
import type { CallRoute } from './outbox.js'

/** The event that a call of `caller` makes. Throws ProtocolError 400 with the field for a body that is none. */
export function incoming(route: CallRoute, body: unknown, caller: string, at: number): JobEvent {
  switch (route) {
    case 'job/start':
      read(jobStartSchema, body)
      return { part: 'participant', event: { type: 'jobStart', at } }
    case 'task/start': {
      const { task_id: taskId, task_name: task } = read(taskStartSchema, body)
      return { part: 'participant', event: { type: 'taskStart', task, taskId, at } }
    }
    case 'job/stop': {
      const { task_name: task, final_status: finalStatus, outcome, reason } = read(stopSchema, body)
      const said = { ...(finalStatus && { finalStatus }), ...(outcome && { outcome }), ...(reason && { reason }) }
      return { part: 'participant', event: { type: 'stop', at, ...(task && { task }), ...said } }
    }
    case 'job/stop_all': {
      const { task_name: task, reason } = read(stopSchema, body)
      return {
        part: 'scheduler',
        event: { type: 'stopAll', by: caller, at, ...(task && { task }), ...(reason && { reason }) },
      }
    }
    case 'job/audit_confirm': {
      const { status, reason } = read(auditSchema, body)
      return { part: 'scheduler', event: { type: 'audited', node: caller, status, at, ...(reason && { reason }) } }
    }
    case 'task/callback': {
      const { task_id: taskId, status, role, reason } = read(taskCallbackSchema, body)
      const message = reason && { message: reason }
      return {
        part: 'scheduler',
        event: { type: 'reported', node: caller, taskId, role: role ?? '', status, at, ...message },
      }
    }
    case 'task/stop': {
      const { task_id: taskId } = read(taskStopSchema, body)
      return { part: 'participant', event: { type: 'stopById', taskId, at } }
    }
    case 'job/create':
    case 'job/create_all':
      throw new ProtocolError(500, `${route} is no call about a job that is known already`)
  }
}

/** A body or query by its schema; throws ProtocolError 400 that names every field that is wrong. */
export function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body, { reportInput: true })
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(issue => {
    const place = pathText(issue.path.map(part => (typeof part === 'number' ? part : String(part))))
    return place === '' ? `the body: ${shapeSentence(issue)}` : `${place}: ${shapeSentence(issue)}`
  })
  throw new ProtocolError(400, mistakes.join('; '))
}

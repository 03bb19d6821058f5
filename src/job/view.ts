/** A job as isched's own routes show it: what this node knows, in the protocol's names. */

import { statusHere } from '../participant/machine.js'
import type { Instance, ParticipantTask } from '../participant/state.js'
import { nodesOf, specOf } from '../protocol/job.js'
import { isFinalJob, type JobStatus, plainRole, type TaskStatus } from '../protocol/values.js'
import type { JobSummary, JobView, NodeInJob, PartyView, TaskView } from '../protocol/view.js'
import { taskStatus } from '../scheduler/machine.js'
import type { TaskState } from '../scheduler/state.js'
import { taskOrder } from './check.js'
import { type JobDocument, standingOf } from './document.js'

/** What a list shows of a job. */
export function summaryOf(doc: JobDocument): JobSummary {
  const spec = doc.body && specOf(doc.body)
  const { status, outcome, reason, finishedAt } = standingOf(doc)
  const statuses = taskNames(doc).map(name => shownStatus(doc, name))
  const count = (wanted: TaskStatus): number => statuses.filter(each => each === wanted).length
  return {
    job_id: doc.jobId,
    flow_id: spec?.flowId ?? '',
    old_job_id: spec?.oldJobId ?? '',
    status,
    ...(isFinalJob(status) && outcome !== undefined && { outcome }),
    reason: reason || waitsFor(doc, status),
    awaiting_approval: doc.participant?.approval === 'PENDING' && !isFinalJob(status),
    parts: [
      ...(spec?.initiator.nodeId === doc.self ? (['initiator'] as const) : []),
      ...(doc.schedulerPart ? (['scheduler'] as const) : []),
      ...(doc.participant ? (['participant'] as const) : []),
    ],
    initiator: spec?.initiator.nodeId ?? '',
    scheduler: doc.scheduler,
    roles: spec ? (nodesOf(spec).get(doc.self) ?? []) : [],
    tasks: { total: statuses.length, success: count('SUCCESS'), failed: count('FAILED'), running: count('RUNNING') },
    created_at: iso(doc.createdAt),
    updated_at: iso(doc.updatedAt),
    ...(finishedAt !== undefined && { finished_at: iso(finishedAt) }),
    revision: doc.revision,
  }
}

/** What a job that has not begun waits for, as far as this node knows; empty for one that waits for nothing. */
function waitsFor({ self, schedulerPart, participant }: JobDocument, status: JobStatus): string {
  if (status !== 'PENDING' && status !== 'READY') return ''
  if (schedulerPart === undefined) {
    if (participant === undefined) return ''
    return participant.approval === 'PENDING' ? `waits for approval by ${self}` : 'approved here; waits for the others'
  }
  const undecided = Object.entries(schedulerPart.nodes).filter(([, { approval }]) => approval === 'PENDING')
  const named = (created: boolean): string =>
    undecided.flatMap(([node, each]) => (each.created === created ? [node] : [])).join(' and ')
  const sentences = [
    ...(named(false) === '' ? [] : [`waits for ${named(false)} to take the job`]),
    ...(named(true) === '' ? [] : [`waits for approval by ${named(true)}`]),
  ]
  return sentences.join('; ')
}

/** All that this node knows of a job. `trouble` says what cannot be told to a node at present. */
export function viewOf(doc: JobDocument, trouble: (node: string) => string | undefined): JobView {
  const spec = doc.body && specOf(doc.body)
  return {
    ...summaryOf(doc),
    trace_id: doc.traceId,
    sync_type: spec?.syncType ?? 'poll',
    task_list: taskNames(doc).map(name => taskView(doc, name)),
    nodes: nodeViews(doc, trouble),
    warnings: doc.participant?.warnings ?? [],
  }
}

/** A task's status at this node: over all parties where it schedules the job, else its own. */
export function shownStatus(doc: JobDocument, name: string): TaskStatus {
  const scheduled = doc.schedulerPart?.tasks[name]
  if (scheduled !== undefined) return taskStatus(scheduled)
  const here = doc.participant?.tasks[name]
  return here === undefined ? 'PENDING' : statusHere(here, '')
}

/** The tasks, none before one of its upstream tasks. */
export function taskNames(doc: JobDocument): string[] {
  if (doc.body !== undefined) return taskOrder(specOf(doc.body))
  return Object.keys(doc.schedulerPart?.tasks ?? doc.participant?.tasks ?? {})
}

function taskView(doc: JobDocument, name: string): TaskView {
  const scheduled = doc.schedulerPart?.tasks[name]
  const here = doc.participant?.tasks[name]
  const entry = doc.body && specOf(doc.body).tasks.find(task => task.name === name)
  const started = scheduled?.startedAt ?? earliest(here, 'startedAt')
  const ended = scheduled === undefined ? latestEnd(here) : scheduled.finishedAt
  return {
    task_id: scheduled?.taskId ?? here?.taskId ?? '',
    name,
    component: entry?.spellings[0] ?? '',
    status: shownStatus(doc, name),
    stopped: scheduled?.stopped ?? here?.barred ?? false,
    upstream: [...(scheduled?.upstream ?? here?.upstream ?? [])],
    parties: partyViews(doc, scheduled, here),
    ...(started !== undefined && { started_at: iso(started) }),
    ...(ended !== undefined && { finished_at: iso(ended) }),
  }
}

function partyViews(
  doc: JobDocument,
  scheduled: TaskState | undefined,
  here: ParticipantTask | undefined,
): PartyView[] {
  const views = new Map<string, PartyView>()
  for (const [node, party] of Object.entries(scheduled?.parties ?? {})) {
    for (const [role, { status, message }] of Object.entries(party.roles)) {
      views.set(`${node} ${role}`, { node_id: node, role, status, ...(message !== undefined && { message }) })
    }
  }
  for (const [role, instance] of Object.entries(here?.instances ?? {})) {
    const key = `${doc.self} ${role}`
    views.set(key, { ...views.get(key), node_id: doc.self, role, ...instanceView(instance) })
  }
  if (scheduled === undefined && doc.body !== undefined) addOthers(doc, here, views)
  return [...views.values()]
}

/** The other nodes' parties, of which only the scheduler knows how far they are. */
function addOthers(doc: JobDocument, here: ParticipantTask | undefined, views: Map<string, PartyView>): void {
  if (doc.body === undefined || here === undefined) return
  const spec = specOf(doc.body)
  const entry = spec.tasks.find(task => doc.participant?.tasks[task.name] === here)
  for (const [node, roles] of nodesOf(spec)) {
    if (node === doc.self) continue
    for (const role of roles) {
      if (entry?.roleList === undefined || entry.roleList.includes(plainRole(role)))
        views.set(`${node} ${role}`, { node_id: node, role })
    }
  }
}

function instanceView(instance: Instance): Pick<PartyView, 'status' | 'message' | 'instance'> {
  const { status, message, id, exitCode, startedAt, endedAt, phase } = instance
  return {
    status,
    ...(message !== undefined && { message }),
    ...(id !== undefined && {
      instance: {
        name: id,
        ...(exitCode !== undefined && { exit_code: exitCode }),
        ...(startedAt !== undefined && { started_at: iso(startedAt) }),
        ...(endedAt !== undefined && { finished_at: iso(endedAt) }),
        removed: phase === 'removed',
      },
    }),
  }
}

function nodeViews(doc: JobDocument, trouble: (node: string) => string | undefined): NodeInJob[] {
  const nodes = doc.body ? nodesOf(specOf(doc.body)) : new Map<string, string[]>()
  return [...nodes].map(([node, roles]) => {
    const scheduled = doc.schedulerPart?.nodes[node]
    const approval = scheduled?.approval ?? (node === doc.self ? doc.participant?.approval : undefined)
    const waiting = [doc.initiator, doc.schedulerPart, doc.participant].some(
      part => part?.outbox.peers[node] !== undefined,
    )
    const sentence = waiting ? trouble(node) : undefined
    return {
      node_id: node,
      roles,
      ...(approval !== undefined && { approval }),
      ...(scheduled?.reason !== undefined && { reason: scheduled.reason }),
      ...(sentence !== undefined && { trouble: sentence }),
    }
  })
}

function earliest(task: ParticipantTask | undefined, field: 'startedAt'): number | undefined {
  const times = Object.values(task?.instances ?? {}).flatMap(instance => instance[field] ?? [])
  return times.length === 0 ? undefined : Math.min(...times)
}

function latestEnd(task: ParticipantTask | undefined): number | undefined {
  const instances = Object.values(task?.instances ?? {})
  const times = instances.flatMap(({ endedAt }) => endedAt ?? [])
  return times.length === instances.length && times.length > 0 ? Math.max(...times) : undefined
}

/** Milliseconds since 1970 -> ISO 8601 */
export function iso(at: number): string {
  return new Date(at).toISOString()
}

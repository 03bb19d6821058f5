/** What a daemon has answered, and what of it is not there any more. */
import { isDeepStrictEqual } from 'node:util'
import { isFinalJob, isFinalTask } from '../../src/protocol/values.js'
import type { JobView, PartyView } from '../../src/protocol/view.js'
import type { TestNode } from '../helpers/daemon.js'

const JOB_RANK = { PENDING: 0, READY: 1, RUNNING: 2, FINISHED: 3, REJECTED: 3 }
const TASK_RANK = { PENDING: 0, READY: 1, RUNNING: 2, SUCCESS: 3, FAILED: 3 }

export class Facts {
  /** Bodies by job id, as they were submitted. */
  readonly submitted = new Map<string, object>()
  readonly decided = new Map<string, 'READY' | 'REJECTED'>()
  readonly registered = new Set<string>()
  readonly removed = new Set<string>()
  /** The newest view of each job that was answered. */
  readonly told = new Map<string, JobView>()
  /** Reports of components that were answered, as `job task role`. */
  readonly reported = new Map<string, 'SUCCESS' | 'FAILED'>()

  get count(): number {
    return (
      this.submitted.size +
      this.decided.size +
      this.registered.size +
      this.removed.size +
      this.told.size +
      this.reported.size
    )
  }

  note(view: JobView): void {
    const before = this.told.get(view.job_id)
    if (before === undefined || before.revision <= view.revision) this.told.set(view.job_id, view)
  }

  /** A sentence for each fact that the daemon has forgotten. */
  async missingAt(node: TestNode): Promise<string[]> {
    const missing: string[] = []
    const view = (job: string) => node.job(job).catch(() => undefined)
    for (const [job, body] of this.submitted) {
      const now = await view(job)
      if (now === undefined) missing.push(`${job} was taken, and is not known`)
      else if (
        !isDeepStrictEqual(
          submittedPart((await node.ask('GET', `/v1/isched/jobs/${job}/body`)).body),
          submittedPart(body),
        )
      )
        missing.push(`${job} has another body`)
    }
    for (const [job, approval] of this.decided) {
      const now = await view(job)
      const mine = now?.nodes.find(({ node_id: id }) => id === node.id)
      const gone = approval === 'READY' ? mine?.approval !== 'READY' : now?.status !== 'REJECTED'
      if (gone) missing.push(`${job} was answered ${approval}, and is ${mine?.approval} (${now?.status})`)
    }
    for (const before of this.told.values()) missing.push(...goneBack(before, await view(before.job_id)))
    for (const [key, status] of this.reported) {
      const [job = '', task = '', role = ''] = key.split(' ')
      const party = partyIn(await view(job), task, role)
      if (party?.status !== status) missing.push(`${key} reported ${status} and was answered, and is ${party?.status}`)
    }
    const { components } = await node.ask('GET', '/v1/isched/components')
    const names = Array.isArray(components) ? components.map(each => String(Object(each).componentName)) : []
    for (const name of this.registered)
      if (!names.includes(name)) missing.push(`${name} was registered, and is not there`)
    for (const name of this.removed) if (names.includes(name)) missing.push(`${name} was removed, and is there again`)
    return missing
  }
}

/** What neither the initiator nor a scheduler elsewhere fills in. */
function submittedPart(body: unknown): unknown {
  const { dag, flow_id: flowId, config } = Object(body)
  const { role, initiator, task_params: params } = Object(config)
  const tasks = Object(dag).components.map(({ name, input, output }: Record<string, unknown>) => ({
    name,
    input,
    output,
  }))
  return JSON.parse(JSON.stringify({ tasks, flowId, role, initiator, params }))
}

function goneBack(before: JobView, now: JobView | undefined): string[] {
  const id = before.job_id
  if (now === undefined) return [`${id} was shown, and is not known`]
  const missing: string[] = []
  if (JOB_RANK[now.status] < JOB_RANK[before.status]) missing.push(`${id} was ${before.status}, and is ${now.status}`)
  if (isFinalJob(before.status) && (now.status !== before.status || now.outcome !== before.outcome))
    missing.push(`${id} had ended as ${before.status} (${before.outcome}), and is ${now.status} (${now.outcome})`)
  if (now.revision < before.revision)
    missing.push(`${id} was at revision ${before.revision}, and is at ${now.revision}`)
  for (const { name: task, parties } of before.task_list) {
    for (const { role, status, instance } of parties) {
      const party = partyIn(now, task, role)
      if (status === undefined) continue
      const back = TASK_RANK[party?.status ?? 'PENDING'] < TASK_RANK[status]
      if (back || (isFinalTask(status) && party?.status !== status))
        missing.push(`${id}: ${task} of ${role} was ${status}, and is ${party?.status}`)
      if (instance?.exit_code !== undefined && party?.instance?.exit_code !== instance.exit_code)
        missing.push(`${id}: ${task} of ${role} had the exit code ${instance.exit_code}`)
    }
  }
  return missing
}

export function partyIn(view: JobView | undefined, task: string, role: string): PartyView | undefined {
  return view?.task_list.find(({ name }) => name === task)?.parties.find(party => party.role === role)
}

/** What a run will do, known before anything is sent: its cases, what stands in their way, and its jobs. */
import { randomBytes } from 'node:crypto'
import { asObject, type JsonObject } from '../protocol/job.js'
import type { SyncType } from '../protocol/values.js'
import { bodyOf, type JobSketch, type TaskSketch, unknownComponent } from './bodies.js'
import type { Case, Need, TestedRole } from './case.js'
import { CALL_CASES } from './cases/calls.js'
import { CLOSING_CASES } from './cases/closing.js'
import { CREATION_CASES, unusedRole } from './cases/creation.js'
import { DRIVING_CASES } from './cases/driving.js'
import { ENVELOPE_CASES } from './cases/envelope.js'
import { FAILING_CASES } from './cases/failing.js'
import { HANDOVER_CASES } from './cases/handover.js'
import { OPENING_CASES } from './cases/opening.js'
import { RUNNING_CASES } from './cases/running.js'
import { STOP_ALL_CASES } from './cases/stop-all.js'
import { STOP_CASES } from './cases/stopping.js'
import type { Tested, TestJob } from './world.js'

/** The cases in the order in which they are carried out. */
export const CASES: Record<TestedRole, readonly Case[]> = {
  participant: [
    ...CALL_CASES,
    ...OPENING_CASES,
    ...RUNNING_CASES,
    ...CLOSING_CASES,
    ...STOP_CASES,
    ...CREATION_CASES,
    ...ENVELOPE_CASES,
  ],
  scheduler: [...HANDOVER_CASES, ...DRIVING_CASES, ...FAILING_CASES, ...STOP_ALL_CASES, ...ENVELOPE_CASES],
}

export interface RolePlan {
  as: TestedRole
  cases: readonly Case[]
  jobs: ReadonlyMap<string, TestJob>
}

export interface Plan {
  tested: Tested
  roles: RolePlan[]
  /** Why a need is not met; absent where it is. */
  unmet: Partial<Record<Need, string>>
}

/** The plan of a run. Its jobs have ids that no other run has. */
export function planOf(tested: Tested, isListening: boolean): Plan {
  const run = randomBytes(4).toString('hex')
  return {
    tested,
    roles: tested.as.map(as => ({ as, cases: CASES[as], jobs: jobsOf(as, tested, run) })),
    unmet: {
      ...(tested.component === undefined && { component: 'no --component names one that it can run' }),
      ...(tested.longComponent === undefined && {
        'long component': 'no --long-component names one that runs until it is stopped',
      }),
      ...(!isListening && { listener: 'without --listen it cannot call isched' }),
    },
  }
}

/** Why a case cannot be tried, or a job not be made, in this run at all; undefined where it can. */
export function obstacleTo({ needs = [] }: { needs?: readonly Need[] }, { unmet }: Plan): string | undefined {
  return needs.map(need => unmet[need]).find(why => why !== undefined)
}

function jobsOf(as: TestedRole, tested: Tested, run: string): Map<string, TestJob> {
  const sketches = as === 'participant' ? participantJobs(tested) : schedulerJobs(tested)
  const jobs = Object.entries(sketches).map(
    ([label, { about, needs, taskNames = [], makeBody = bodyOf, jobId, ...sketch }]) => {
      const id = jobId?.(run) ?? `conformance-${run}-${as === 'scheduler' ? 'scheduled-' : ''}${label}`
      const names = [...sketch.tasks.map(({ name }) => name), ...taskNames]
      const taskIds = Object.fromEntries(names.map(name => [name, `task-${randomBytes(16).toString('hex')}`]))
      return [label, { id, about, needs, body: makeBody({ ...sketch, jobId: id }), taskIds }] as const
    },
  )
  return new Map(jobs)
}

type Sketch = Omit<JobSketch, 'jobId'> & {
  /** What it is for, as the plan says it. */
  about: string
  needs: readonly Need[]
  jobId?: (run: string) => string
  /** Tasks that the job does not have, and that are asked for. */
  taskNames?: string[]
  makeBody?: (sketch: JobSketch) => JsonObject
}

function participantJobs(tested: Tested): Record<string, Sketch> {
  const { edition, nodeId, ourId, role, component = unknownComponent('isched'), longComponent = component } = tested
  const ourRole = role === 'guest' ? 'host' : 'guest'
  const shared = { edition, initiator: { role: ourRole, node_id: ourId }, sync: 'callback' as const }
  const job = (about: string, tasks: TaskSketch[], held = role): Sketch => ({
    ...shared,
    about,
    needs: ['component'],
    tasks,
    roles: held === ourRole ? { [held]: [ourId, nodeId] } : { [held]: [nodeId], [ourRole]: [ourId] },
    running: [role],
  })
  const task = (name: string, after?: string[]): TaskSketch => ({ name, component, ...(after && { after }) })
  const one = [task('only')]
  const unused = unusedRole(component.roleList)
  const longOnes = ['left', 'right', 'late'].map(name => ({ name, component: longComponent }))
  const stranger = [{ name: 'only', component: unknownComponent(component.name.provider) }]
  return {
    broken: { ...job('is to be refused: fields are missing', one), needs: [] },
    runs: { ...job(`runs ${component.label} twice`, [task('first'), task('second')]), taskNames: ['nobody'] },
    stops: { ...job(`runs ${longComponent.label} twice, until it is stopped`, longOnes), needs: ['long component'] },
    extra: { ...job('is created and started, and no task of it: it has unknown fields', one), makeBody: withExtras },
    ids: { ...job('is created, and not run: it has an unusual id', one), jobId: run => `Conformance.${run}_Ids` },
    circle: job('is created, and not run: its DAG is a circle', [task('a', ['b']), task('b', ['a'])]),
    strangers: {
      ...job('is created, and not run: the node has no part in it', one),
      roles: { [ourRole]: [ourId] },
    },
    nobodys: {
      ...job('is created, and not run: nobody holds the role of its initiator', one),
      initiator: { role: 'observer', node_id: ourId },
    },
    unknown: { ...job('is created, and not run: nobody has its component', stranger), needs: [] },
    ...(unused && { roleless: job('is started, with nothing to run at the node', one, unused) }),
  }
}

function schedulerJobs(tested: Tested): Record<string, Sketch> {
  const { edition, ourId, ourRoles, component = unknownComponent('isched') } = tested
  const [first, second] = ourRoles
  const job = (about: string, tasks: TaskSketch[], sync: SyncType = 'callback'): Sketch => ({
    edition,
    about,
    needs: ['listener'],
    tasks,
    roles: { [first]: [ourId], [second]: [ourId] },
    initiator: { role: first, node_id: ourId },
    sync,
    running: [first, second],
  })
  const task = (name: string, after?: string[]): TaskSketch => ({ name, component, ...(after && { after }) })
  const chain = [task('a'), task('b', ['a'])]
  const nothing = { ...component, inputs: [{ key: 'nobody.result', type: 'dataset' }] }
  return {
    broken: job('is to be refused: fields are missing', chain),
    chain: job('ends well', chain),
    circle: job('is to be refused: its DAG is a circle', [task('a', ['b']), task('b', ['a'])]),
    edge: job('is to be refused: an input comes from nowhere', [{ name: 'a', component: nothing }]),
    fails: job('fails', chain, 'poll'),
    stops: job('is stopped', [...chain, task('c')]),
    extra: { ...job('is created, and not confirmed: it has unknown fields', chain), makeBody: withExtras },
    rejected: job('is rejected by isched', chain),
    lost: job('has an answer lost, and is stopped', chain),
  }
}

const EXTRA = { isched_conformance: { unknown: ['to', 'all'] } }

/** The body with the other edition's spelling beside its own, and unknown fields everywhere. */
function withExtras(sketch: JobSketch): JsonObject {
  const body = bodyOf(sketch)
  const other = bodyOf({ ...sketch, edition: sketch.edition === '1.0' ? '1.2' : '1.0' })
  const dag = asObject(body.dag)
  const entries = [dag.components, asObject(other.dag).components].map(list => (Array.isArray(list) ? list : []))
  const [own = [], foreign = []] = entries
  return {
    ...body,
    ...EXTRA,
    dag: { ...dag, ...EXTRA, components: own.map((entry, at) => ({ ...foreign[at], ...entry, ...EXTRA })) },
    config: { ...asObject(body.config), ...EXTRA },
  }
}

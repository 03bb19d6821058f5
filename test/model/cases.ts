/** Cases at random, made so that what shrinks is simpler: fewer nodes, tasks, deeds and faults. */
import fc from 'fast-check'
import type { Action, Behaviour, JobSpec, NodeSpec, RoleName, Scenario } from './scenario.js'

/** No deed of a person, and no fault, comes later; milliseconds after the start. */
const LATEST_MS = 25_000

const nodeArbitrary: fc.Arbitrary<NodeSpec> = fc
  .record({
    kind: fc.oneof(
      { weight: 4, arbitrary: fc.constant<NodeSpec['kind']>('isched') },
      { weight: 1, arbitrary: fc.constant<NodeSpec['kind']>('fate-flow') },
      { weight: 1, arbitrary: fc.constant<NodeSpec['kind']>('kuscia') },
    ),
    approval: fc.oneof(
      { weight: 4, arbitrary: fc.constant<NodeSpec['approval']>('auto') },
      { weight: 1, arbitrary: fc.constant<NodeSpec['approval']>('manual') },
    ),
    capacity: fc.oneof(
      { weight: 3, arbitrary: fc.constant(9) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
    ),
    lacks: fc.oneof(
      { weight: 12, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('all', 'pair', 'solo') },
    ),
  })
  .map(({ lacks, ...node }) => ({ ...node, ...(lacks !== '' && { lacks }) }))

const moment = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.nat(Math.min(max, 200)) }, { weight: 1, arbitrary: fc.nat(max) })

const wellBehaved: fc.Arbitrary<Behaviour> = fc.record({
  end: fc.constant<Behaviour['end']>('exit'),
  after: moment(8000),
  exitCode: fc.constant(0),
  callbacks: fc.constantFrom<Behaviour['callbacks']>(
    [],
    [{ at: 1, status: 'RUNNING' }],
    [{ at: 5, status: 'SUCCESS' }],
    [
      { at: 5, status: 'SUCCESS' },
      { at: 6, status: 'SUCCESS' },
    ],
  ),
  onStop: fc.constant<Behaviour['onStop']>('leaves'),
})

const anyBehaviour: fc.Arbitrary<Behaviour> = fc.record({
  end: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Behaviour['end']>('exit') },
    { weight: 2, arbitrary: fc.constant<Behaviour['end']>('hang') },
    { weight: 1, arbitrary: fc.constant<Behaviour['end']>('vanish') },
  ),
  after: moment(8000),
  exitCode: fc.constantFrom(0, 0, 1),
  callbacks: fc.array(
    fc.record({
      at: moment(6000),
      status: fc.constantFrom<Behaviour['callbacks'][number]['status']>('RUNNING', 'SUCCESS', 'FAILED'),
    }),
    { maxLength: 2 },
  ),
  onStop: fc.constantFrom<Behaviour['onStop']>('leaves', 'stays', 'succeeds'),
})

/** How large a case may be. */
interface Size {
  nodes: number
  jobs: number
  tasks: number
  /** Roles beside the initiator's. */
  holders: number
  /** How many of the first dealings with network, disk and engine fate decides. */
  chaos: number
}

const rawJob = ({ tasks, holders }: Size) =>
  fc.record({
    submitAt: moment(3000),
    initiator: fc.nat(3),
    scheduler: fc.nat(3),
    holders: fc.array(fc.record({ role: fc.constantFrom<RoleName>('guest', 'host', 'arbiter'), node: fc.nat(3) }), {
      maxLength: holders,
    }),
    syncType: fc.constantFrom<JobSpec['syncType']>('callback', 'poll'),
    tasks: fc.array(
      fc.record({ component: fc.constantFrom('all', 'pair', 'solo'), after: fc.array(fc.nat(2), { maxLength: 2 }) }),
      { minLength: 1, maxLength: tasks },
    ),
    behaviours: fc.oneof(
      { weight: 1, arbitrary: fc.array(wellBehaved, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(fc.oneof(wellBehaved, anyBehaviour), { maxLength: 4 }) },
    ),
  })

const rawAction = fc.record({
  at: fc.oneof({ weight: 3, arbitrary: fc.nat(1500) }, { weight: 1, arbitrary: fc.nat(LATEST_MS) }),
  node: fc.nat(3),
  job: fc.nat(1),
  task: fc.nat(3),
  type: fc.constantFrom('READY', 'READY', 'REJECTED', 'stop', 'stopTask', 'stopTask'),
})

const rawCut = fc.record({ node: fc.nat(3), from: moment(8000), ms: fc.nat(12_000) })

const raw = (size: Size) =>
  fc.record({
    nodes: fc.array(nodeArbitrary, { minLength: 2, maxLength: size.nodes }),
    jobs: fc.array(rawJob(size), { minLength: 1, maxLength: size.jobs }),
    actions: fc.oneof(
      { weight: 2, arbitrary: fc.array(rawAction, { maxLength: 0 }) },
      { weight: 2, arbitrary: fc.array(rawAction, { maxLength: 4 }) },
    ),
    crashes: fc.array(
      fc.record({ node: fc.nat(3), after: fc.integer({ min: 1, max: size.chaos }), downMs: moment(6000) }),
      {
        maxLength: 3,
      },
    ),
    cuts: fc.oneof(
      { weight: 4, arbitrary: fc.array(rawCut, { maxLength: 0 }) },
      {
        weight: 1,
        arbitrary: fc.array(rawCut, { maxLength: 2 }),
      },
    ),
    loss: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.record({ node: fc.nat(3), at: moment(8000) }) },
    ),
    deadlines: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Scenario['deadlines']>({}) },
      {
        weight: 1,
        arbitrary: fc.record(
          {
            taskMs: fc.integer({ min: 5000, max: 30_000 }),
            approvalMs: fc.integer({ min: 3000, max: 30_000 }),
            silentPeerMs: fc.integer({ min: 3000, max: 20_000 }),
          },
          { requiredKeys: [] },
        ),
      },
    ),
    chaos: fc.oneof(
      { weight: 1, arbitrary: fc.constant<number[]>([]) },
      { weight: 4, arbitrary: fc.array(fc.nat(255), { maxLength: size.chaos, size: 'max' }) },
    ),
  })

type Raw = ReturnType<typeof raw> extends fc.Arbitrary<infer T> ? T : never

/** What the numbers of a case mean: whoever is named by one is found by it, however many there are. */
function scenarioFrom(raw: Raw): Scenario {
  // The first node is of our own kind: somebody must submit and schedule.
  const nodes = raw.nodes.map(
    (node, index): NodeSpec =>
      index === 0 || node.kind === 'isched'
        ? { ...node, ...(index === 0 && { kind: 'isched' as const }) }
        : { ...node, approval: 'auto' },
  )
  const own = nodes.flatMap(({ kind }, index) => (kind === 'isched' ? [index] : []))
  const ours = (wanted: number): number => own[wanted % own.length] ?? 0
  const jobs = raw.jobs.map(({ holders, initiator, scheduler, tasks, ...job }): JobSpec => {
    const submitter = ours(initiator)
    const roles: JobSpec['roles'] = { guest: [submitter], host: [], arbiter: [] }
    for (const { role, node } of holders) roles[role].push(node % nodes.length)
    return {
      ...job,
      initiator: submitter,
      scheduler: ours(scheduler),
      roles,
      tasks: tasks.map((task, at) => ({ ...task, after: [...new Set(task.after)].filter(above => above < at) })),
    }
  })
  const actions = raw.actions.map(({ at, node, job, task, type }): Action => {
    const about = { at, node: ours(node), job: job % jobs.length }
    if (type === 'stop') return { ...about, type }
    if (type === 'stopTask') return { ...about, type, task: task % (jobs[about.job]?.tasks.length ?? 1) }
    return { ...about, type: 'decide', approval: type === 'REJECTED' ? 'REJECTED' : 'READY' }
  })
  const node = (index: number): number => index % nodes.length
  return {
    nodes,
    jobs,
    actions,
    crashes: raw.crashes.map(crash => ({ ...crash, node: node(crash.node) })),
    cuts: raw.cuts.map(cut => ({ ...cut, node: node(cut.node) })),
    deadlines: raw.deadlines,
    chaos: raw.chaos,
  }
}

export const cases = raw({ nodes: 4, jobs: 2, tasks: 4, holders: 3, chaos: 300 }).map(scenarioFrom)
export const smallCases = raw({ nodes: 3, jobs: 1, tasks: 3, holders: 2, chaos: 60 }).map(scenarioFrom)

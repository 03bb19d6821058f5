import t from 'tap'
import { CASES, obstacleTo, planOf } from '../../src/conformance/plan.js'
import { checkBody } from '../../src/job/check.js'
import { KUBERNETES_NAME } from '../../src/protocol/values.js'
import { testComponent, tested } from './tested.js'

const url = 'http://127.0.0.1:1'
const component = testComponent('psi', 'acme', { roleList: ['guest', 'host'] })
const whole = planOf(tested(url, { component, longComponent: component }), true)

t.test('each case has an id of its own, and depends on cases before it', async t => {
  for (const cases of Object.values(CASES)) {
    const ids = cases.map(({ id }) => id)
    t.equal(new Set(ids).size, ids.length)
    for (const [at, { id, after = [] }] of cases.entries())
      for (const other of after) t.ok(ids.indexOf(other) >= 0 && ids.indexOf(other) < at, `${id} after ${other}`)
  }
})

t.test('each case says where it is written', async t => {
  for (const { id, place } of Object.values(CASES).flat()) t.ok(place.specification ?? place.manual, id)
})

t.test('what is not at hand stands in the way of what needs it', async t => {
  const bare = planOf(tested(url), false)
  const tried = (plan: typeof bare) =>
    plan.roles.map(({ cases }) => cases.filter(each => obstacleTo(each, plan) === undefined).length)
  t.same(tried(whole), [CASES.participant.length, CASES.scheduler.length])
  const [participant = 0, scheduler = 0] = tried(bare)
  t.ok(participant > 10 && participant < 30)
  t.ok(scheduler < 10, 'only what is looked at in the end')
  t.match(obstacleTo({ needs: ['long component'] }, bare), /--long-component/)
})

t.test(
  'no two runs share a job; but for what is meant to be wrong the bodies are right, and Kubernetes takes the ids',
  async t => {
    const [participant, scheduler] = whole.roles
    const jobs = whole.roles.flatMap(({ jobs: each }) => [...each])
    t.equal(new Set(jobs.map(([, { id }]) => id)).size, jobs.length)
    const again = planOf(whole.tested, true).roles.flatMap(({ jobs: each }) => [...each.values()].map(({ id }) => id))
    t.notOk(jobs.some(([, { id }]) => again.includes(id)))
    for (const [label, { id, body }] of jobs) {
      const errors = checkBody(body).filter(({ severity }) => severity === 'error')
      t.equal(errors.length > 0, ['circle', 'edge', 'nobodys'].includes(label), label)
      t.equal(KUBERNETES_NAME.test(id), label !== 'ids', id)
    }
    t.ok(participant?.jobs.has('roleless'))
    t.notOk(planOf(tested(url), true).roles[0]?.jobs.has('roleless'), 'no role is known to be without work')
    t.ok(scheduler?.jobs.has('chain'))
  },
)

t.test('a node that holds the role in which isched else is', async t => {
  const [plan] = planOf(tested(url, { role: 'host', component }), true).roles
  t.match(plan?.jobs.get('runs')?.body, {
    config: { role: { host: ['node'], guest: ['conformance'] }, initiator: { role: 'guest' } },
  })
})

t.test('unknown fields lie everywhere, beside the spelling of both editions', async t => {
  const body = whole.roles[0]?.jobs.get('extra')?.body
  const extra = { isched_conformance: {} }
  t.match(body, {
    ...extra,
    dag: {
      ...extra,
      components: [{ ...extra, componentName: 'psi', provider: 'acme', code: 'psi', module_name: 'psi' }],
    },
    config: extra,
  })
})

/** Each case finds the fault that it is for, in a node that else does all as it should. */
import t from 'tap'
import type { TestedRole } from '../../src/conformance/case.js'
import { CASES } from '../../src/conformance/plan.js'
import type { JsonObject } from '../../src/protocol/job.js'
import { freePorts } from '../helpers/ports.js'
import { type Asked, type Fault, type Said, type SampleNode, sampleNode } from './sample-node.js'
import { runAt, testComponent, tested } from './tested.js'

t.setTimeout(300_000)

const done = { code: 0, msg: 'success', data: {} }
const refused = { code: 400, msg: 'refused', data: {} }
const isIt =
  (route: string, fits: (body: JsonObject) => boolean = () => true) =>
  (asked: Asked) =>
    asked.route === route && fits(asked.body)
/** Answers so where it is asked so. */
const says = (isMeant: (asked: Asked) => boolean, said: Said): Fault => ({
  answer: asked => (isMeant(asked) ? said : undefined),
})
/** From the second time on that it is asked so. */
const secondTime = (isMeant: (asked: Asked) => boolean, said: Said): Fault => {
  const seen = new Set<string>()
  return {
    answer: asked => {
      const key = JSON.stringify(asked.body)
      if (!isMeant(asked)) return undefined
      if (seen.has(key)) return said
      seen.add(key)
      return undefined
    },
  }
}
const lacks =
  (...names: string[]) =>
  (body: JsonObject) =>
    names.some(name => body[name] === undefined)
const sends = (route: string, change: (body: JsonObject) => JsonObject | JsonObject[] | null): Fault => ({
  send: (sent, body) => (sent === route ? change(body) : body),
})
const status = (word: string) => ({ ...done, data: { status: word } })
const isUnknown = ({ job_id: id }: JsonObject) => String(id).startsWith('conformance-none')
const ofJob =
  (label: string, more: (body: JsonObject) => boolean = () => true) =>
  (body: JsonObject) =>
    String(body.job_id).endsWith(label) && more(body)

/** The case that a fault shows in; no other may show it. */
const FAULTS: Record<TestedRole, [id: string, fault: Fault][]> = {
  participant: [
    ['', {}],
    ['route.unknown', says(isIt('job/isched_conformance'), done)],
    ['method.wrong', says(({ method, route }) => method === 'GET' && route === 'job/start', done)],
    ['body.not-json', says(({ isJson }) => !isJson, done)],
    ['job/create.without-job_id', says(asked => asked.isJson && isIt('job/create', lacks('job_id'))(asked), done)],
    ['job/create.without-dag', says(asked => asked.isJson && isIt('job/create', lacks('dag'))(asked), done)],
    ['job/create.without-config', says(asked => asked.isJson && isIt('job/create', lacks('config'))(asked), done)],
    ['job/start.unknown', says(isIt('job/start', isUnknown), done)],
    [
      'task/start.unknown-job',
      says(
        isIt('task/start', body => isUnknown(body) && !lacks('task_id', 'task_name')(body)),
        done,
      ),
    ],
    ['task/start.without-job_id', says(isIt('task/start', lacks('job_id')), done)],
    ['task/start.without-task_id', says(isIt('task/start', lacks('task_id')), done)],
    ['task/start.without-task_name', says(isIt('task/start', lacks('task_name')), done)],
    [
      'task/poll.unknown',
      says(
        isIt('task/poll', ({ task_id: id }) => String(id).startsWith('conformance-none')),
        status('RUNNING'),
      ),
    ],
    ['job/create', says(isIt('job/create', ofJob('-runs')), refused)],
    ['job/audit_confirm', sends('job/audit_confirm', () => null)],
    ['job/audit_confirm', sends('job/audit_confirm', body => ({ ...body, status: 'YES' }))],
    ['job/create.repeat', secondTime(isIt('job/create', ofJob('-runs')), refused)],
    [
      'task/poll.before-start',
      {
        answer: ({ route, body }, node) =>
          route === 'task/poll' && !node.tasks.has(String(body.task_id)) ? refused : undefined,
      },
    ],
    ['job/start', says(isIt('job/start', ofJob('-runs')), refused)],
    ['job/start.repeat', secondTime(isIt('job/start', ofJob('-runs')), refused)],
    [
      'task/start.unknown-task',
      says(
        isIt('task/start', ({ task_name: name }) => name === 'nobody'),
        done,
      ),
    ],
    [
      'task/start',
      says(
        isIt('task/start', ({ task_name: name }) => name === 'first'),
        refused,
      ),
    ],
    [
      'task/start.repeat',
      secondTime(
        isIt('task/start', ({ task_name: name }) => name === 'first'),
        refused,
      ),
    ],
    ['task/poll', polled(() => status('DONE'))],
    ['task/poll.order', polled(polls => status(polls === 1 ? 'RUNNING' : 'READY'), 2)],
    ['task/runs', polled(() => status('FAILED'))],
    [
      'task/poll.role-with-index',
      says(
        isIt('task/poll', ({ role }) => role === 'guest.0'),
        status('PENDING'),
      ),
    ],
    [
      'task/poll.empty-role',
      says(
        isIt('task/poll', ({ role }) => role === ''),
        refused,
      ),
    ],
    [
      'headers.underscores',
      says(({ route, headers }) => route === 'task/poll' && headers.x_node_id !== undefined, refused),
    ],
    [
      'headers.node-id-only',
      says(({ headers }) => headers['x-node-id'] !== undefined && headers['x-trace-id'] === undefined, refused),
    ],
    ['task/callback', sends('task/callback', () => null)],
    ['task/callback', sends('task/callback', body => ({ ...body, role: '' }))],
    [
      'job/stop.ended-task',
      says(
        isIt('job/stop', ({ task_name: name }) => name === 'first'),
        refused,
      ),
    ],
    [
      'job/stop.ended-task',
      says(
        isIt('task/start', ({ task_name: name }) => name === 'second'),
        refused,
      ),
    ],
    [
      'job/stop',
      says(
        isIt(
          'job/stop',
          ofJob('-runs', ({ task_name: name }) => !name),
        ),
        refused,
      ),
    ],
    [
      'job/stop.repeat',
      secondTime(
        isIt(
          'job/stop',
          ofJob('-runs', ({ task_name: name }) => !name),
        ),
        refused,
      ),
    ],
    ['job/stop.keeps-success', stopped('first')],
    [
      'task/runs.long',
      says(
        isIt('task/start', ({ task_name: name }) => name === 'left'),
        refused,
      ),
    ],
    [
      'job/stop.running-task',
      says(
        isIt('job/stop', ({ task_name: name }) => name === 'left'),
        refused,
      ),
    ],
    [
      'job/stop.running-task',
      says(
        isIt('job/stop', ({ task_name: name }) => name === 'left'),
        done,
      ),
    ],
    ['job/stop.other-branch', wideStop()],
    [
      'job/stop.running-job',
      says(
        isIt(
          'job/stop',
          ofJob('-stops', ({ task_name: name }) => !name),
        ),
        done,
      ),
    ],
    ['job/create.extra-fields', says(isIt('job/create', ofJob('-extra')), refused)],
    ['job/start.early', says(isIt('job/start', ofJob('-extra')), refused)],
    ['job/create.any-id', says(isIt('job/create', ofJob('_Ids')), refused)],
    [
      'task/start.without-role',
      says(
        isIt('task/poll', ({ role }) => role === 'arbiter'),
        status('PENDING'),
      ),
    ],
    ['envelope', says(isIt('job/status_all'), 'not found')],
    ['envelope.code', says(isIt('job/status_all'), { ...refused, code: '400' })],
    ['envelope.success-code', says(isIt('job/stop', isUnknown), { ...done, code: 200 })],
    ['envelope.msg', says(isIt('job/stop', isUnknown), { code: 0, message: 'success', data: {} })],
    ['envelope.data', says(isIt('job/stop', isUnknown), { code: 0, msg: 'success', data: null })],
  ],
  scheduler: [
    ['', {}],
    ['job/create_all', says(isIt('job/create_all', ofJob('-chain')), { http: 404, text: 'no such route' })],
    ['job/create_all.without-job_id', says(isIt('job/create_all', lacks('job_id')), done)],
    ['job/create_all.without-dag', says(isIt('job/create_all', lacks('dag')), done)],
    ['job/create_all.without-config', says(isIt('job/create_all', lacks('config')), done)],
    ['job/create_all.circle', says(isIt('job/create_all', ofJob('-circle')), done)],
    ['job/create_all.edge-to-nothing', says(isIt('job/create_all', ofJob('-edge')), done)],
    ['job/create_all.repeat', secondTime(isIt('job/create_all', ofJob('-chain')), refused)],
    ['job/create.sent', sends('job/create', () => null)],
    [
      'job/create.sent',
      sends('job/create', body => (ofJob('-chain')(body) ? { job_id: body.job_id, dag: body.dag } : body)),
    ],
    ['headers.caller', { does: 'claim another name' }],
    ['job/start.after-approval', { does: 'not wait for approval' }],
    ['job/audit_confirm', confirmed(refused, '-chain')],
    ['job/start.sent', sends('job/start', () => null)],
    ['job/start.once', sends('job/start', body => [body, body])],
    ['task/start.sent', sends('task/start', () => null)],
    [
      'task/start.sent',
      sends('task/start', ({ task_name: name, ...body }) => (name === 'a' ? body : { ...body, task_name: name })),
    ],
    ['job/status_all', once(isIt('job/status_all', ofJob('-chain')), { ...done, data: { state: 'well' } })],
    ['job/status_all.keys', { answer: byName }],
    [
      'task/callback',
      says(
        isIt('task/callback', ({ task_id: id }) => String(id).includes('-chain')),
        refused,
      ),
    ],
    ['task/start.waits-for-all', { does: 'not wait for all roles' }],
    ['task/start.next', sends('task/start', body => (ofJob('-chain')(body) && body.task_name === 'b' ? null : body))],
    ['job/stop.after-success', { does: 'stop after success' }],
    [
      'job/ends',
      says(
        isIt('task/callback', ({ task_id: id }) => String(id).endsWith('chain-b')),
        done,
      ),
    ],
    ['task/callback.late', { does: 'fall back' }],
    ['failure.stops-job', sends('job/stop', body => (ofJob('-fails')(body) ? null : body))],
    ['failure.starts-nothing', { does: 'go on after failure' }],
    ['failure.status', { answer: stillRunning('-fails') }],
    ['task/poll.role', sends('task/poll', body => ({ ...body, role: '' }))],
    ['job/create.unknown-fields', sends('job/create', ({ isched_conformance: _extra, ...body }) => body)],
    [
      'job/stop_all.task',
      says(
        isIt(
          'job/stop_all',
          ofJob('-stops', ({ task_name: name }) => name === 'a'),
        ),
        refused,
      ),
    ],
    [
      'job/stop_all.other-branch',
      sends('job/stop', ({ task_name: name, ...body }) =>
        name
          ? [
              { ...body, task_name: name },
              { ...body, task_name: 'c' },
            ]
          : body,
      ),
    ],
    [
      'job/stop_all',
      says(
        isIt(
          'job/stop_all',
          ofJob('-stops', ({ task_name: name }) => !name),
        ),
        refused,
      ),
    ],
    ['job/stop_all.repeat', secondTime(isIt('job/stop_all', ofJob('-stops')), refused)],
    ['job/stop_all.starts-nothing', { does: 'go on when stopped' }],
    ['job/stop_all.status', { answer: stillRunning('-stops') }],
    ['job/rejected', { answer: stillRunning('-rejected') }],
    ['task/start.lost-answer', { does: 'not try again' }],
    ['task/start.lost-answer', { does: 'fail when unanswered' }],
    ['envelope', confirmed('thank you')],
    ['envelope.code', confirmed({ ...done, code: '0' })],
    ['envelope.success-code', confirmed({ ...done, code: 200 })],
    ['envelope.msg', confirmed({ code: 0, data: {} })],
    ['envelope.data', confirmed({ code: 0, msg: 'success' })],
  ],
}

/** What polls of the first task say, by how often it was asked before. */
function polled(said: (polls: number) => Said, most = Number.POSITIVE_INFINITY): Fault {
  let polls = 0
  return {
    answer: ({ route, body }, node) => {
      if (route !== 'task/poll' || node.tasks.get(String(body.task_id))?.name !== 'first') return undefined
      polls += 1
      return polls > most ? undefined : said(polls)
    },
  }
}

/** A stop of the whole job fails what was SUCCESS. */
function stopped(name: string): Fault {
  return {
    answer: ({ route, body }, node) => {
      if (route === 'job/stop' && !body.task_name)
        for (const task of node.tasks.values()) if (task.name === name) task.status = 'FAILED'
      return undefined
    },
  }
}

/** A stop of one task stops the other. */
function wideStop(): Fault {
  return {
    answer: ({ route, body }, node) => {
      if (route === 'job/stop' && body.task_name === 'left')
        for (const task of node.tasks.values()) if (task.name === 'right') task.status = 'FAILED'
      return undefined
    },
  }
}

/** Goes wrong once: the first time that it is asked so. */
function once(isMeant: (asked: Asked) => boolean, said: Said): Fault {
  let asked = false
  return {
    answer: each => {
      if (asked || !isMeant(each)) return undefined
      asked = true
      return said
    },
  }
}

/** Calls tasks by their names. */
function byName({ route, body }: Asked, node: SampleNode): Said | undefined {
  const job = node.scheduled.get(String(body.job_id))
  if (route !== 'job/status_all' || job === undefined) return undefined
  const status = Object.fromEntries(job.tasks.map(task => [task.name, task.roles.host]))
  return { ...done, data: { job_status: job.status, status } }
}

/** Takes a confirmation, and says so in a form of its own. */
function confirmed(said: Said, label = '-lost'): Fault {
  return {
    answer: ({ route, body }, node) => {
      const job = node.scheduled.get(String(body.job_id))
      if (route !== 'job/audit_confirm' || job === undefined || !ofJob(label)(body)) return undefined
      job.approved = true
      return said
    },
  }
}

/** Never says that a job is over. */
function stillRunning(label: string): NonNullable<Fault['answer']> {
  return ({ route, body }) =>
    route === 'job/status_all' && ofJob(label)(body)
      ? { ...done, data: { job_status: 'RUNNING', status: {} } }
      : undefined
}

const component = testComponent('psi', 'test', { roleList: ['guest', 'host'] })
const longComponent = testComponent('sleep', 'test')
const shown = new Set<string>()

/** So many runs at a time: they mostly wait. */
const AT_ONCE = 24

for (const as of ['participant', 'scheduler'] as const) {
  t.test(as, async t => {
    const tryOne = async ([id, fault]: [string, Fault]) => {
      const [port = 0] = await freePorts(1)
      const node = await sampleNode(t, `http://127.0.0.1:${port}`, fault)
      const report = await runAt(port, tested(node.url, { as: [as], component, longComponent }), {
        timeoutMs: 6_000,
        pace: { settleMs: 600, pollMs: 50 },
      })
      const found = report.results.filter(({ verdict }) => verdict.result === 'deviates')
      for (const each of found) shown.add(`${as} ${each.id}`)
      t.same(
        found.map(each => each.id),
        id === '' ? [] : [id],
        id || 'all as it should be',
        { found },
      )
    }
    for (let at = 0; at < FAULTS[as].length; at += AT_ONCE)
      await Promise.all(FAULTS[as].slice(at, at + AT_ONCE).map(tryOne))
  })
}

t.test('there is no case that cannot fail', async t => {
  const all = (['participant', 'scheduler'] as const).flatMap(as =>
    CASES[as].filter(({ level }) => level !== 'info').map(({ id }) => `${as} ${id}`),
  )
  t.same(
    all.filter(id => !shown.has(id)),
    [],
  )
})

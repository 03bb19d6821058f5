import t from 'tap'
import { factsOf, knownComponents } from '../../src/job/context.js'
import { step } from '../../src/job/machine.js'
import { specOf } from '../../src/protocol/job.js'
import { bodyOf, component, JOB, TRACE, takenPart } from './documents.js'

t.test('what the registry knows of each task; of an unknown or doubtful component, nothing', async t => {
  const spec = specOf(bodyOf({ tasks: { a: {}, b: { component: 'lr' } } }))
  t.strictSame(knownComponents(spec, [component()]), {
    a: { provider: 'test', roleList: ['guest', 'host', 'arbiter'] },
    b: undefined,
  })
  const unsaid = specOf(bodyOf({ tasks: { a: { entry: { provider: '' } } } }))
  t.strictSame(knownComponents(unsaid, [component(), component({ provider: 'other' })]), { a: undefined })
})

t.test('who plays which part in a stored job', async t => {
  t.strictSame(factsOf(await takenPart('h', { common: { scheduler: 's' } })), {
    jobId: JOB,
    initiator: 'g',
    scheduler: 's',
    parties: new Set(['g', 'h']),
  })
})

t.test('of a job of which only a stop is known, nobody plays any', async t => {
  const stop = {
    part: 'job' as const,
    type: 'stopUnknown' as const,
    at: 3,
    traceId: TRACE,
    self: 'h',
    jobId: JOB,
    by: 'g',
    reason: '',
  }
  t.strictSame(factsOf(step(undefined, stop)), { jobId: JOB, initiator: '', scheduler: '', parties: new Set() })
})

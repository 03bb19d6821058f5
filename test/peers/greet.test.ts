import t from 'tap'
import { greet } from '../../src/peers/greet.js'
import { nodeContext } from '../helpers/context.js'
import { JOB, TRACE, takenPart } from '../job/documents.js'

t.test('every node of a living job is called once, and those of another kind are not', async t => {
  const roles = { guest: ['g'], host: ['h', 'x', 'k', 'stranger'] }
  const doc = await takenPart('h', { roles })
  const calls: unknown[] = []
  const node = await nodeContext(
    t,
    'h',
    { g: 'isched', x: 'isched', k: 'kuscia' },
    {
      askStatus: async (...call) => {
        calls.push(call)
        throw new Error('it is away')
      },
    },
  )
  await greet(node, [doc, doc])
  t.strictSame(calls.sort(), [
    ['g', { job_id: JOB }, TRACE],
    ['x', { job_id: JOB }, TRACE],
  ])
  await greet(node, [])
  t.equal(calls.length, 2)
})

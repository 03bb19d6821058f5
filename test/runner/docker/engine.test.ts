import t from 'tap'
import { Engine, failure, statusOf, wordsOf } from '../../../src/runner/docker/engine.js'
import { RunnerRefusal } from '../../../src/runner/runner.js'
import { engine, SOCKET } from '../../helpers/docker.js'

const answer = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${message} `), { statusCode, json: { message } })

t.test("the engine's words, without dockerode's", async t => {
  t.equal(statusOf(answer(404, 'No such container: x')), 404)
  t.equal(wordsOf(answer(404, 'No such container: x')), 'No such container: x')
  t.equal(statusOf(new Error('ECONNREFUSED')), undefined)
  t.equal(wordsOf(new Error(' ECONNREFUSED ')), 'ECONNREFUSED')
  t.equal(wordsOf('text'), 'text')
  t.equal(statusOf(undefined), undefined)
})

t.test('what is refused for good, and what may be tried again', async t => {
  const final = (error: unknown) => failure('start it', error) instanceof RunnerRefusal
  t.equal(final(answer(404, 'No such image')), true)
  t.equal(final(answer(400, 'OCI runtime create failed')), true)
  t.equal(final(answer(500, 'OCI runtime create failed: no such file')), true)
  t.equal(final(answer(500, 'context deadline exceeded')), false)
  t.equal(final(answer(409, 'in use')), false)
  t.equal(final(new Error('ECONNREFUSED')), false)
  t.match(failure('start it', answer(500, 'busy')), { message: 'The Docker engine refused to start it: busy' })
})

t.test("the settings' socket counts, whatever DOCKER_HOST says", await engine(), async t => {
  const before = process.env.DOCKER_HOST
  process.env.DOCKER_HOST = 'tcp://192.0.2.1:1'
  t.teardown(() => {
    if (before === undefined) delete process.env.DOCKER_HOST
    else process.env.DOCKER_HOST = before
  })
  const real = new Engine(`unix://${SOCKET}`)
  const facts = await real.facts()
  t.ok(facts.cpu >= 1 && facts.memory > 0 && facts.version !== '')
  t.equal(await real.facts(), facts, 'asked once')
  real.close()
})

/** The form of every answer that came: looked at in the end, over all of them. */
import type { z } from 'zod'
import { asObject } from '../../protocol/job.js'
import { type Case, deviates, notTried, type Place, passed, type Verdict } from '../case.js'
import { ENVELOPE, isDone, misfit, SUCCESS_CODE } from '../judge.js'
import type { Exchange } from '../probe.js'
import type { World } from '../world.js'

const PLACE: Place = { specification: 'response', manual: '3' }
const does = 'looks at all answers that came'

/** Every answer is `{code, msg, data}`. */
export const ENVELOPE_CASES: readonly Case[] = [
  {
    id: 'envelope',
    title: 'every answer of a route is a JSON object',
    level: 'must',
    place: PLACE,
    does,
    run: world =>
      overAll(answered(world), ({ json }) => Object.keys(asObject(json)).length > 0, 'an object {code, msg, data}'),
  },
  {
    id: 'envelope.code',
    title: 'every answer has a code, which is a whole number',
    level: 'must',
    place: PLACE,
    does,
    run: world => overAll(envelopes(world), fits('code', ENVELOPE.code), 'code: a whole number'),
  },
  {
    id: 'envelope.success-code',
    title: "success has the edition's code: 200 in 1.0, 0 in 1.2",
    level: 'differs',
    place: { specification: 'response', manual: '3, Success code' },
    does,
    run: world => {
      const right = SUCCESS_CODE[world.tested.edition]
      const isRight = ({ json }: Exchange) => Number(asObject(json).code) === right
      return overAll(envelopes(world).filter(isDone), isRight, `code ${right}, in edition ${world.tested.edition}`)
    },
  },
  {
    id: 'envelope.msg',
    title: 'every answer has a msg, which is text',
    level: 'differs',
    place: PLACE,
    does,
    run: world => overAll(envelopes(world), fits('msg', ENVELOPE.msg), 'msg: a text, in errors too'),
  },
  {
    id: 'envelope.data',
    title: 'every answer has data, which is an object',
    level: 'differs',
    place: PLACE,
    does,
    run: world =>
      overAll(envelopes(world), fits('data', ENVELOPE.data), 'data: an object, {} where there is nothing to say'),
  },
]

function fits(field: keyof typeof ENVELOPE, schema: z.ZodType): (exchange: Exchange) => boolean {
  return ({ json }) => misfit(schema, asObject(json)[field], field) === ''
}

/** Answers of routes of the protocol; a route that is not served is another case's business. */
function answered({ node }: World): Exchange[] {
  return node.exchanges.filter(
    ({ isOdd, httpStatus, json }) => !isOdd && httpStatus !== undefined && (json !== undefined || httpStatus === 200),
  )
}

function envelopes(world: World): Exchange[] {
  return answered(world).filter(({ json }) => Object.keys(asObject(json)).length > 0)
}

function overAll(exchanges: Exchange[], holds: (exchange: Exchange) => boolean, right: string): Verdict {
  if (exchanges.length === 0) return notTried('nothing was answered that it could be seen in')
  const wrong = exchanges.filter(exchange => !holds(exchange))
  const [first] = wrong
  if (first === undefined) return passed(`${exchanges.length} answers`)
  const came = `${first.came} (in ${wrong.length} of ${exchanges.length} answers)`
  return deviates({ sent: first.sent, came }, right)
}

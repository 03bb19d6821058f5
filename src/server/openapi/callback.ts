/** The callback listener's one route, as it is described: what running components call. Section 7. */
import { z } from 'zod'
import { nothingSchema } from '../../protocol/answers.js'
import { componentCallbackSchema } from '../../protocol/calls.js'
import type { AboutTable } from './about.js'
import { TASK_ID } from './examples.js'

export const CALLBACK = {
  callback: {
    method: 'POST',
    path: '/v1/platform/schedule/task/callback',
    summary: 'A component reports how far it has come',
    description:
      'The whole URL, its token included, is in the environment of the instance as `system.callback`. SUCCESS and FAILED are final at once; the instance then has a grace time in which to end. ' +
      'Without a report the exit code says how it went.',
    input: componentCallbackSchema,
    query: z.looseObject({
      token: z.string().describe('Belongs to one instance: whoever lacks it cannot report for it.'),
    }),
    answer: nothingSchema,
    examples: { input: { 'it ended well': { task_id: TASK_ID, status: 'SUCCESS', role: 'guest.0' } }, answer: {} },
    refusals: {
      400: 'status: one of "RUNNING", "SUCCESS", "FAILED" belongs here',
      401: `the token of this callback belongs to no instance of task "${TASK_ID}"`,
      403: 'the token of this callback belongs to guest.0, and it reports for "host"',
      404: `no task "${TASK_ID}" is known here`,
      503: 'no new work is taken: the disk is full',
    },
  },
} satisfies AboutTable

/** The routes that answer no envelope, as they are described. */
import type { RawTable } from './about.js'

export const DESCRIPTION_PATH = '/openapi.json'

export const DESCRIPTION = {
  openapi: {
    method: 'GET',
    path: DESCRIPTION_PATH,
    summary: 'This description',
    description: 'OpenAPI 3.1, of exactly the routes of this listener.',
    mediaType: 'application/json',
    example: '{"openapi":"3.1.0"}',
  },
} satisfies RawTable

export const PLATFORM_RAW = {
  ...DESCRIPTION,
  docs: {
    method: 'GET',
    path: '/docs',
    summary: 'The description of all three listeners, for a person',
    // A browser has no token, and what would let it in for good would let every other page of that browser in, too.
    description:
      'One page that asks nothing of any other place. It needs no token: it is the same at every node, and tells nothing of this one.',
    mediaType: 'text/html',
    example: '<!doctype html>',
    open: true,
  },
  events: {
    method: 'GET',
    path: '/v1/isched/events',
    summary: 'Changes of jobs as they happen, as server-sent events',
    description:
      'An event `job` carries a JobSummary; `reset` says to read everything again. With the header Last-Event-ID, what was missed comes first, where it is not too long ago.',
    mediaType: 'text/event-stream',
    example: 'id: 5f2a9c01-7\nevent: job\ndata: {"job_id":"job-1","status":"RUNNING"}\n\n',
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    description: 'Jobs by status, instances that run and wait, the times of calls, and those of the process.',
    mediaType: 'text/plain',
    example: 'isched_jobs{status="RUNNING"} 1\n',
  },
} satisfies RawTable

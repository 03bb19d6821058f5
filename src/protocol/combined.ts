import type { TaskStatus } from './values.js'

/** One status for several, Section 6, rule 6: any FAILED, all SUCCESS (none at all, too), else how far they have come. */
export function combined(statuses: readonly TaskStatus[]): TaskStatus {
  if (statuses.includes('FAILED')) return 'FAILED'
  if (statuses.every(status => status === 'SUCCESS')) return 'SUCCESS'
  if (statuses.some(status => status === 'RUNNING' || status === 'SUCCESS')) return 'RUNNING'
  return statuses.includes('READY') ? 'READY' : 'PENDING'
}

/** Figures for Prometheus, on the platform listener. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Jobs } from '../job/jobs.js'
import type { Slots } from '../participant/slots.js'
import { JOB_STATUSES } from '../protocol/values.js'
import type { CallMiddleware } from './state.js'

export class Metrics {
  readonly #registry = new Registry()
  readonly #calls = new Histogram({
    name: 'isched_call_seconds',
    help: 'Time to answer a call, by listener and path',
    labelNames: ['listener', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [this.#registry],
  })

  constructor(jobs: Jobs, slots: Slots) {
    collectDefaultMetrics({ register: this.#registry })
    new Gauge({
      name: 'isched_jobs',
      help: 'Jobs known here, by status',
      labelNames: ['status'],
      registers: [this.#registry],
      collect() {
        const counts = jobs.countByStatus()
        for (const status of JOB_STATUSES) this.set({ status }, counts[status])
      },
    })
    new Gauge({
      name: 'isched_instances',
      help: 'Instances that run and that wait for room',
      labelNames: ['state'],
      registers: [this.#registry],
      collect() {
        const { running, waiting } = slots.count()
        this.set({ state: 'running' }, running)
        this.set({ state: 'waiting' }, waiting)
      },
    })
  }

  /** Times the calls of a listener. */
  timed(listener: string): CallMiddleware {
    return async (ctx, next) => {
      const end = this.#calls.startTimer({ listener })
      try {
        await next()
      } finally {
        end({ status: String(ctx.status) })
      }
    }
  }

  /** GET /metrics */
  readonly page: CallMiddleware = async (ctx, next) => {
    if (ctx.path !== '/metrics' || ctx.method !== 'GET') return next()
    ctx.set('content-type', this.#registry.contentType)
    ctx.body = await this.#registry.metrics()
  }
}

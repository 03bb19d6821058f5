/** A job's tasks as `isched graph` draws them, from a body or from a job that runs. */
import { inOrder, splitKey, upstreamOf } from '../../dag/graph.js'
import { jobBodySchema, specOf } from '../../protocol/job.js'
import type { TaskStatus } from '../../protocol/values.js'
import type { JobView } from '../../protocol/view.js'

export interface DrawnTask {
  name: string
  component: string
  /** Only of a job that runs or ran. */
  status?: TaskStatus
  /** What it reads; the output keys where they are known. */
  upstream: { task: string; outputs: string[] }[]
  /** From 1: no task stands in a layer before or beside one that it waits for. */
  layer: number
}

/** The tasks of a checked body, in an order in which none stands before one that it waits for. */
export function tasksOfBody(body: unknown): DrawnTask[] {
  const { tasks } = specOf(jobBodySchema.parse(body))
  const byName = new Map(tasks.map(task => [task.name, task]))
  const edges = upstreamOf(tasks)
  return layered(
    inOrder(edges).flatMap(name => {
      const task = byName.get(name)
      if (task === undefined) return []
      const keys = task.inputs.flatMap(({ key }) => splitKey(key) ?? [])
      const upstream = (edges[name] ?? []).map(above => ({
        task: above,
        outputs: keys.filter(key => key.task === above).map(key => key.output),
      }))
      return [{ name, component: task.spellings[0] ?? '', upstream }]
    }),
  )
}

/** The tasks of a job, with their statuses. */
export function tasksOfJob(job: JobView): DrawnTask[] {
  return layered(
    job.task_list.map(({ name, component, status, upstream }) => ({
      name,
      component,
      status,
      upstream: upstream.map(task => ({ task, outputs: [] })),
    })),
  )
}

function layered(tasks: Omit<DrawnTask, 'layer'>[]): DrawnTask[] {
  const layers = new Map<string, number>()
  for (const { name, upstream } of tasks) {
    layers.set(name, 1 + Math.max(0, ...upstream.map(({ task }) => layers.get(task) ?? 0)))
  }
  return tasks.map(task => ({ ...task, layer: layers.get(task.name) ?? 1 }))
}

/** A job's tasks as a graph: who waits for whom. Pure; Section 4. */

/** Each task's direct upstream tasks, in the order of the body. */
export type Upstream = Record<string, readonly string[]>

interface TaskWithInputs {
  name: string
  inputs: readonly { key: string }[]
}

/** `train.model` -> task `train`, output `model`; undefined for a key without a dot, which names no upstream. */
export function splitKey(key: string): { task: string; output: string } | undefined {
  const dot = key.indexOf('.')
  return dot < 0 ? undefined : { task: key.slice(0, dot), output: key.slice(dot + 1) }
}

/** The edges that the inputs make. Each upstream task stands once, however many of its outputs are read. */
export function upstreamOf(tasks: readonly TaskWithInputs[]): Upstream {
  return Object.fromEntries(
    tasks.map(task => [task.name, [...new Set(task.inputs.flatMap(({ key }) => splitKey(key)?.task ?? []))]]),
  )
}

/** A cycle as `[a, b, a]`; undefined where there is none. */
export function findCycle(upstream: Upstream): string[] | undefined {
  const done = new Set<string>()
  for (const start of Object.keys(upstream)) {
    // A walk without recursion: a chain of ten thousand tasks must not end the stack.
    const path: string[] = []
    const onPath = new Set<string>()
    const walk: { name: string; next: number }[] = [{ name: start, next: 0 }]
    while (walk.length > 0) {
      const step = walk[walk.length - 1]
      if (step === undefined) break
      if (step.next === 0) {
        if (done.has(step.name)) {
          walk.pop()
          continue
        }
        path.push(step.name)
        onPath.add(step.name)
      }
      const above = upstream[step.name]?.[step.next++]
      if (above === undefined) {
        done.add(step.name)
        onPath.delete(step.name)
        path.pop()
        walk.pop()
      } else if (onPath.has(above)) {
        // The path runs against the data; printed the way the data flows.
        return [...path.slice(path.indexOf(above)), above].reverse()
      } else if (!done.has(above)) {
        walk.push({ name: above, next: 0 })
      }
    }
  }
  return undefined
}

/** The tasks in an order in which none stands before one of its upstream tasks; otherwise in the order of the body. */
export function inOrder(upstream: Upstream): string[] {
  const waitsFor = new Map(
    Object.entries(upstream).map(([name, above]) => [name, above.filter(up => Object.hasOwn(upstream, up)).length]),
  )
  const below = new Map<string, string[]>()
  for (const [name, above] of Object.entries(upstream)) {
    for (const up of above) below.set(up, [...(below.get(up) ?? []), name])
  }
  const order = [...waitsFor].filter(([, count]) => count === 0).map(([name]) => name)
  for (const name of order) {
    for (const next of below.get(name) ?? []) {
      const left = (waitsFor.get(next) ?? 0) - 1
      waitsFor.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  return order
}

/** A task and everything that waits for it, directly or not. */
export function withDownstream(upstream: Upstream, name: string): Set<string> {
  const found = new Set([name])
  for (const next of inOrder(upstream)) {
    if (upstream[next]?.some(up => found.has(up))) found.add(next)
  }
  return found
}

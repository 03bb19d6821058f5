/** Components as tasks of one job, the outputs of each wired to the inputs of those after it. Section 7 says how kinds match. */
import type { ComponentInfo } from '../../protocol/component.js'

export interface DraftTask {
  /** Unique in the job. */
  name: string
  info: ComponentInfo
  inputs: WiredInput[]
  outputs: DraftOutput[]
}

export interface DraftOutput {
  key: string
  type: string
}

export interface WiredInput {
  name: string
  category: string
  /** The outputs that it reads, as `task.output`: several only where it takes a list. */
  from: string[]
  /** Others of the right kind. */
  others: string[]
}

interface Offer extends DraftOutput {
  /** `task.output` */
  address: string
  isRead: boolean
}

const DATASET = 'dataset'
/** They match one another. */
const DATASET_LIKE = [DATASET, 'training_set', 'test_set', 'datasets']
const LIST = 'datasets'

export function isDatasetLike(category: string): boolean {
  return DATASET_LIKE.includes(category)
}

/** A task for each component, in their order. An input reads the first output of its kind that nobody has read yet. */
export function wire(components: readonly ComponentInfo[]): DraftTask[] {
  const offers: Offer[] = []
  const names = new Set<string>()
  return components.map(info => {
    const name = taskName(info.componentName, names)
    const outputs = distinct(info.outputData ?? []).map(data => ({ key: data.name, type: kindOf(data) }))
    const task = { name, info, inputs: wireInputs(info, offers), outputs }
    for (const output of outputs) offers.push({ ...output, address: `${name}.${output.key}`, isRead: false })
    return task
  })
}

/** Those of exactly its kind go to an input before others choose from what is left. */
function wireInputs(info: ComponentInfo, offers: Offer[]): WiredInput[] {
  const inputs = distinct(info.inputData ?? []).map(
    (data): WiredInput => ({ name: data.name, category: kindOf(data), from: [], others: [] }),
  )
  const taken = new Set<Offer>()
  const fits = (input: WiredInput, isExact: boolean) =>
    offers.filter(({ type }) => (isExact ? type === input.category : matches(type, input.category)))
  for (const isExact of [true, false]) {
    for (const input of inputs.filter(({ from }) => from.length === 0)) {
      const free = fits(input, isExact).filter(offer => !taken.has(offer))
      const unread = free.filter(({ isRead }) => !isRead)
      const chosen = input.category === LIST && unread.length > 0 ? unread : [...unread, ...free].slice(0, 1)
      for (const offer of chosen) taken.add(offer)
      input.from = chosen.map(({ address }) => address)
    }
  }
  for (const input of inputs)
    input.others = fits(input, false).flatMap(({ address }) => (input.from.includes(address) ? [] : [address]))
  for (const offer of taken) offer.isRead = true
  return inputs
}

function matches(type: string, category: string): boolean {
  return type === category || (isDatasetLike(type) && isDatasetLike(category))
}

function kindOf({ category }: { category?: string | null | undefined }): string {
  return category ? category : DATASET
}

function distinct<T extends { name: string }>(entries: readonly T[]): T[] {
  return [...new Map([...entries].reverse().map(entry => [entry.name, entry])).values()].reverse()
}

/** A name that a task may have, and no other task has: without dots, `=` and control characters. */
function taskName(component: string, taken: Set<string>): string {
  const plain = component.replace(/[^\p{L}\p{N}_-]+/gu, '_').replace(/^__proto__$/, 'proto')
  let name = plain
  for (let number = 2; taken.has(name); number += 1) name = `${plain}-${number}`
  taken.add(name)
  return name
}

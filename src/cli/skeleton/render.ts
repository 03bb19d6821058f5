/** A job file to start from, as text. isched-job(5) says what stands in it. */
import { componentNameText, parseComponentName } from '../job-file/component-name.js'
import { parameterLines, TODO } from './parameters.js'
import type { Holder } from './roles.js'
import { type DraftTask, isDatasetLike, type WiredInput } from './wire.js'
import { comment, inline, keyOf, plain } from './yaml.js'

const HEAD =
  'A job to start from: fill in what is marked TODO, change the rest as you like. isched-job(5) says what may stand here; "isched lint" checks it.'
/** The role that usually has no data of its own. */
const HELPER = 'arbiter'
const TODO_NODE = `${TODO}: the id of a node of the route table`
const TODO_DATA = `${TODO}: where it lies in the party's storage`
const MARKS = [TODO, TODO_NODE, TODO_DATA]

/** The text of the file, and how many of its places are to be filled in. */
export function render(tasks: readonly DraftTask[], holders: readonly Holder[]): { text: string; todo: number } {
  const lines = [
    ...comment(HEAD, 0),
    `flow_id: ${inline(tasks.map(({ name }) => name).join('-'))}`,
    '',
    'roles:',
    ...holders.map(({ role, node, is }) => `  ${keyOf(role)}: ${inline(node)} ${holderComment(is)}`),
    '',
    'tasks:',
    ...tasks.flatMap((task, index) => [...(index === 0 ? [] : ['']), ...taskLines(task)]),
  ]
  const todo = lines.filter(
    line => MARKS.some(mark => line.endsWith(` ${mark}`)) && !line.trimStart().startsWith('#'),
  ).length
  return { text: `${lines.join('\n')}\n`, todo }
}

function holderComment(is: Holder['is']): string {
  return is === 'nobody' ? TODO_NODE : `# ${is}`
}

function taskLines(task: DraftTask): string[] {
  const { name, info, outputs } = task
  const { title, description } = info
  const texts = [title, description].flatMap(text => (text ? [plain(text)] : []))
  return [
    ...comment([...new Set(texts)].join(': '), 2),
    `  ${keyOf(name)}:`,
    ...componentLines(task),
    ...inputLines(task),
    ...(outputs.length === 0
      ? []
      : [`    output: { ${outputs.map(({ key, type }) => `${keyOf(key)}: ${inline(type)}`).join(', ')} }`]),
    ...paramLines(task),
  ]
}

/** In one word where it reads the same again, else in three. */
function componentLines({ info: { componentName, provider, version } }: DraftTask): string[] {
  const word = componentNameText({ componentName, provider, version })
  const read = parseComponentName(word)
  if (read.componentName === componentName && read.provider === provider && read.version === version)
    return [`    component: ${inline(word)}`]
  return Object.entries({ componentName, provider, version }).map(([key, value]) => `    ${key}: ${inline(value)}`)
}

function inputLines(task: DraftTask): string[] {
  const own = ownInput(task)
  const from = task.inputs.flatMap(input => input.from)
  return [
    ...task.inputs.flatMap(input => comment(input === own ? '' : wiring(input), 4)),
    ...(from.length === 0
      ? []
      : [`    input: ${from.length === 1 ? inline(from[0]) : `[${from.map(inline).join(', ')}]`}`]),
  ]
}

/** Why an input reads what it reads. */
function wiring({ name, category, from, others }: WiredInput): string {
  if (from.length === 0) return `${name} is a ${category}, and nothing before makes one: name an output as <task>.<key>`
  const what = `${name} reads the first ${category} that comes: ${from.join(', ')}`
  return others.length === 0 ? what : `${what}; there is ${others.join(', ')}, too`
}

/** The input that takes a data set of the party's own. */
function ownInput({ inputs }: DraftTask): WiredInput | undefined {
  return inputs.find(({ category, from }) => from.length === 0 && isDatasetLike(category))
}

function paramLines(task: DraftTask): string[] {
  const common = parameterLines(task.info.inputParam ?? [], 8)
  const own = ownInput(task)
  const { roleList } = task.info
  const withData = roleList.some(role => role !== HELPER) ? roleList.filter(role => role !== HELPER) : roleList
  const data =
    own === undefined
      ? []
      : [
          ...comment(`Each party's own data, for ${own.name}.`, 6),
          ...[...new Set(withData)].map(role => `      ${keyOf(role)}: { dataset_id: "namespace#name" } ${TODO_DATA}`),
        ]
  if (common.length === 0 && data.length === 0) return []
  return ['    params:', ...(common.length === 0 ? [] : ['      common:', ...common]), ...data]
}

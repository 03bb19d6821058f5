/** A component that a foreign node is to run for a test, as it is named on the command line. */
import { existsSync } from 'node:fs'
import type { TestComponent } from '../conformance/bodies.js'
import { componentInfoSchema } from '../protocol/component.js'
import { asObject, type DataKey, type JsonObject } from '../protocol/job.js'
import type { Edition } from '../protocol/values.js'
import { formatDiagnostics } from '../yaml/diagnostic.js'
import { asMapping, isMapping, type Mapping } from '../yaml/mapping.js'
import type { YamlDocument } from '../yaml/parse.js'
import { CliError, EXIT } from './exit.js'
import type { Io } from './io.js'
import { componentNameText, parseComponentName } from './job-file/component-name.js'
import { Draft } from './job-file/draft.js'
import { readYaml } from './job-file/read.js'
import { expandTasks } from './job-file/tasks.js'
import { wantsColour } from './style.js'

/**
 * A component from `[provider/]name@version`, or from a file that holds its ComponentInfo, or a task as it stands in a job file.
 * Throws a sentence where it is none, or lacks what the edition needs.
 */
export async function readTestComponent(given: string, role: string, edition: Edition, io: Io): Promise<TestComponent> {
  const isFile = existsSync(given) || /\.(ya?ml|json)$/i.test(given)
  const component = isFile ? await fromFile(given, role, io) : fromName(given)
  const { version, provider } = component.name
  if (version === '')
    throw refused(`"${given}" does not say which version of the component: it is written [provider/]name@version.`)
  if (edition === '1.2' && provider === '')
    throw refused(
      `"${given}" does not say whose component it is, which edition 1.2 demands: write provider/name@version.`,
    )
  return component
}

function refused(sentence: string): CliError {
  return new CliError(sentence, EXIT.badInput)
}

function fromName(given: string): TestComponent {
  return made({ ...parseComponentName(given) }, [], [], {})
}

/** A DAG entry's fields, as far as they are there, in all spellings. */
function made(entry: Mapping, inputs: DataKey[], outputs: DataKey[], params: TestComponent['params']): TestComponent {
  const text = (value: unknown) => (value === undefined || value === null ? '' : String(value))
  const spellings = [entry.componentName, entry.module_name, entry.code].map(text)
  const anyName = spellings.find(name => name !== '') ?? ''
  const [componentName = '', moduleName = '', code = ''] = spellings.map(name => name || anyName)
  const provider = text(entry.provider)
  const version = text(entry.version)
  const { roleList } = entry
  return {
    label: componentNameText({ componentName: anyName, provider, version }),
    name: { componentName, module_name: moduleName, code, provider, version },
    ...(Array.isArray(roleList) && { roleList: roleList.map(String) }),
    inputs,
    outputs,
    params,
  }
}

async function fromFile(file: string, role: string, io: Io): Promise<TestComponent> {
  const document = await readYaml(file, io)
  const { value, problems } = document
  const [first] = problems.filter(({ severity }) => severity === 'error')
  if (first !== undefined) throw badFile(document, new Draft(document), io)
  if (!isMapping(value)) throw refused(`${file}: a ComponentInfo, or a task as in a job file, belongs here.`)
  const info = value.component_info ?? value
  const isTask = isMapping(info) && ['component', 'params', 'input', 'output'].some(key => key in info)
  return isTask ? fromTask(info, role, document, io) : fromInfo(info, document)
}

function fromInfo(value: unknown, document: YamlDocument): TestComponent {
  const parsed = componentInfoSchema.safeParse(value)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    throw refused(`${document.file} is no ComponentInfo: ${wrong.join('; ')}.`)
  }
  const { componentName, provider, roleList, outputData } = parsed.data
  // 1.0 is not 1.
  const at =
    isMapping(document.value) && 'component_info' in document.value ? ['component_info', 'version'] : ['version']
  const version = new Draft(document).asText(asMapping(value).version, at)
  const outputs = (outputData ?? []).map(({ name, category }) => ({ key: name, type: category ?? 'dataset' }))
  return made({ componentName, provider, version, roleList }, [], outputs, {})
}

/** The task as a job file would have it, of a job in which somebody holds each role. */
function fromTask(task: Mapping, role: string, document: YamlDocument, io: Io): TestComponent {
  const draft = new Draft(document)
  const roles: Mapping = { guest: ['-'], host: ['-'], arbiter: ['-'], [role]: ['-'] }
  const taskParams: Mapping = {}
  const [entry] = expandTasks({ task }, [], roles, taskParams, draft)
  if (draft.problems.some(({ severity }) => severity === 'error')) throw badFile(document, draft, io)
  const keys = (list: unknown): DataKey[] =>
    (Array.isArray(list) ? list : []).map(each => ({
      key: String(asMapping(each).key),
      type: String(asMapping(each).type),
    }))
  const fields = asMapping(entry)
  return made(fields, keys(fields.input), keys(fields.output), paramsOf(taskParams))
}

/** `{ guest: { "0": { task: {...} } } }` -> `{ "guest.0": {...} }` */
function paramsOf({ common, ...byRole }: Mapping): Record<string, JsonObject> {
  const indexed = Object.entries(byRole).flatMap(([role, indexes]) =>
    Object.entries(asMapping(indexes)).map(([index, tasks]): [string, JsonObject] => [
      `${role}.${index}`,
      asObject(asMapping(tasks).task),
    ]),
  )
  return { common: asObject(asMapping(common).task), ...Object.fromEntries(indexed) }
}

function badFile({ file, problems, text }: YamlDocument, draft: Draft, io: Io): CliError {
  const all = [...problems, ...draft.problems]
  const shown = formatDiagnostics(all, text, { colour: wantsColour(io.stderr, io.env) })
  return refused(`${file} can't be used:\n${shown}`)
}

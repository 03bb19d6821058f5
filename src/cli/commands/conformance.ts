/** `isched conformance`: tests another vendor's node against the specification. It needs no daemon. */
import { writeFile } from 'node:fs/promises'
import { parsePeerAddress } from '../../config/peers.js'
import type { TestedRole } from '../../conformance/case.js'
import { type Plan, planOf } from '../../conformance/plan.js'
import { deviationsOf } from '../../conformance/report/summary.js'
import { type Report, type RunOptions, runPlan } from '../../conformance/run.js'
import type { Tested } from '../../conformance/world.js'
import { type Edition, FOREIGN_ID, ID_RULE } from '../../protocol/values.js'
import type { Context } from '../context.js'
import { CliError, EXIT } from '../exit.js'
import { harmless, harmlessJson } from '../harmless.js'
import type { Style } from '../style.js'
import { readTestComponent } from '../test-component.js'
import { packageVersion } from '../version.js'
import { cutTo } from '../width.js'

/** The forms of the report. */
export type ReportForm = 'text' | 'json' | 'junit' | 'html'

export interface ConformanceOptions {
  nodeId: string
  edition: Edition
  as?: TestedRole
  role?: string
  component?: string
  longComponent?: string
  ourNodeId: string
  listen?: string
  advertise?: string
  timeout: number
  dryRun?: boolean
  yes?: boolean
  report?: string[]
  output: ReportForm
}

const FORM_BY_ENDING: Record<string, ReportForm> = { json: 'json', xml: 'junit', html: 'html', txt: 'text' }
const plain: Style = (_, text) => text
const CLEAR_LINE = '\r\u001B[2K'

/** Says what it will do, asks, does it, and reports. Answers 0 where nothing deviates, 1 where something does. */
export async function conformance(context: Context, url: string, options: ConformanceOptions): Promise<number> {
  const reports = (options.report ?? []).map(file => ({ file, form: formOf(file) }))
  const listen = options.listen === undefined ? undefined : listenAt(options.listen)
  if (options.as === 'scheduler' && listen === undefined)
    throw new CliError('To test a scheduler isched has to be called by it: --listen says where.', EXIT.badInput)
  const plan = planOf(await describe(context, url, options), listen !== undefined)
  const calledAt = options.advertise ?? (listen && `http://${options.listen}`)
  if (options.dryRun) {
    await showPlan(context, plan, calledAt, true)
    return EXIT.done
  }
  if (!options.yes) {
    const isAllowed = await ask(context, plan, calledAt)
    if (isAllowed !== undefined) return isAllowed
  }
  const report = await run(context, plan, { timeoutMs: options.timeout, ...(listen && { listen }) })
  if (report.ended === 'unreachable' && report.results.every(({ verdict }) => verdict.result === 'not tried'))
    throw new CliError(`${plan.tested.url} can't be reached: ${report.trouble}.`, EXIT.unreachable)
  for (const { file, form } of reports) await save(file, await rendered(report, form, plain))
  context.print(await rendered(report, options.output, context.style))
  return exitCodeOf(report)
}

function exitCodeOf(report: Report): number {
  if (report.ended === 'interrupted') return EXIT.interrupted
  if (report.ended === 'unreachable') return EXIT.unreachable
  return deviationsOf(report).length > 0 ? EXIT.failed : EXIT.done
}

async function describe(context: Context, url: string, options: ConformanceOptions): Promise<Tested> {
  const { nodeId, ourNodeId, edition, as } = options
  const address = parsePeerAddress(url)
  if ('problem' in address) throw new CliError(`${url}: ${address.problem}.`, EXIT.badInput)
  for (const id of [nodeId, ourNodeId])
    if (!FOREIGN_ID.test(id)) throw new CliError(`"${id}" is no node id: ${ID_RULE}.`, EXIT.badInput)
  if (nodeId === ourNodeId)
    throw new CliError('The node that is tested and isched need different node ids: see --our-node-id.', EXIT.badInput)
  const read = (given: string) => readTestComponent(given, options.role ?? 'guest', edition, context.io)
  const component = options.component === undefined ? undefined : await read(options.component)
  const longComponent = options.longComponent === undefined ? undefined : await read(options.longComponent)
  const roleList = component?.roleList ?? []
  const [first = 'guest', second = ['guest', 'host'].find(role => role !== first) ?? 'host'] = roleList
  return {
    url: address.address,
    nodeId,
    edition,
    as: as === undefined ? ['participant', 'scheduler'] : [as],
    role: options.role ?? first,
    ourId: ourNodeId,
    ourRoles: [first, second],
    ...(component && { component }),
    ...(longComponent && { longComponent }),
  }
}

function listenAt(text: string): { host: string; port: number } {
  const [, host = '', digits = ''] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (host === '' || port < 1 || port > 65_535)
    throw new CliError(`--listen ${text}: a host and a port belong here, as 0.0.0.0:9799.`, EXIT.badInput)
  return { host, port }
}

function formOf(file: string): ReportForm {
  const form = FORM_BY_ENDING[file.slice(file.lastIndexOf('.') + 1).toLowerCase()]
  if (form !== undefined) return form
  throw new CliError(`--report ${file}: its ending says the form: .json, .xml (JUnit), .html or .txt.`, EXIT.badInput)
}

async function showPlan(context: Context, plan: Plan, calledAt: string | undefined, isLong: boolean): Promise<void> {
  const { planLines } = await import('../../conformance/report/plan.js')
  if (isLong) context.print(...planLines(plan, calledAt, context.style, true))
  else context.note(...planLines(plan, calledAt, context.noteStyle, false))
}

/** The exit code where it is not to be done; undefined where it is. */
async function ask(context: Context, plan: Plan, calledAt: string | undefined): Promise<number | undefined> {
  if (!context.io.canAsk) {
    throw new CliError(
      'This creates jobs on the node and runs them; nobody can be asked here, so say --yes, or see with --dry-run what it does.',
      EXIT.badInput,
    )
  }
  await showPlan(context, plan, calledAt, false)
  const typed = await context.io.ask('\nDo it? [y/N] ')
  if (typed === undefined) {
    context.note('')
    return EXIT.interrupted
  }
  if (/^y(es)?$/i.test(typed.trim())) return undefined
  context.note('Nothing was sent.')
  return EXIT.done
}

async function run(context: Context, plan: Plan, options: Omit<RunOptions, 'signal'>): Promise<Report> {
  const { stderr } = context.io
  const interrupt = new AbortController()
  const release = context.io.onInterrupt(() => interrupt.abort())
  const cases = plan.roles.reduce((sum, role) => sum + role.cases.length, 0)
  const onCase = (as: TestedRole, id: string, place: number) => {
    if (stderr.isTTY) stderr.write(CLEAR_LINE + cutTo(`${place}/${cases}  ${as}  ${id}`, (stderr.columns ?? 80) - 1))
  }
  try {
    return await runPlan(plan, { ...options, signal: interrupt.signal, onCase })
  } catch (error) {
    throw error instanceof Error && 'syscall' in error
      ? new CliError(`--listen can't be used: ${error.message}.`, EXIT.badInput, { cause: error })
      : error
  } finally {
    if (stderr.isTTY) stderr.write(CLEAR_LINE)
    release()
  }
}

/** Without a line end at its end. */
async function rendered(report: Report, form: ReportForm, style: Style): Promise<string> {
  switch (form) {
    case 'text': {
      const { textReport } = await import('../../conformance/report/text.js')
      return harmless(textReport(report, style).join('\n'))
    }
    case 'json': {
      const { jsonReport } = await import('../../conformance/report/json.js')
      return harmlessJson(jsonReport(report, packageVersion()), 2)
    }
    case 'junit':
      return (await import('../../conformance/report/junit.js')).junitReport(report)
    case 'html':
      return (await import('../../conformance/report/html.js')).htmlReport(report, packageVersion())
  }
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, `${text}\n`)
  } catch (error) {
    throw new CliError(
      `--report ${file} can't be written: ${error instanceof Error ? error.message : error}.`,
      EXIT.badInput,
    )
  }
}

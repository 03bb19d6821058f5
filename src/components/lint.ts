/**
 * What a vendor should correct in a descriptor that works all the same: where it says what the specification does not, says
 * nothing, or contradicts itself. All of these are warnings; what keeps a descriptor from being used, read.ts says. Section 5.
 */
import type { Diagnostic } from '../yaml/diagnostic.js'
import { found, list } from '../yaml/expected.js'
import type { Path } from '../yaml/locate.js'
import { isMapping, type Mapping } from '../yaml/mapping.js'
import { Remarks } from '../yaml/remarks.js'
import { didYouMean } from '../yaml/suggest.js'
import { lintNames } from './lint/names.js'
import { lintParameters } from './lint/parameters.js'
import { lintSlips } from './lint/slips.js'
import type { Described, DescriptorFile } from './read.js'

/** Every warning about the components of a file, beside what was found when it was read. */
export function lintDescriptors({ document, components }: DescriptorFile): Diagnostic[] {
  const remarks = new Remarks(document)
  for (const component of components) lintComponent(component, remarks)
  return remarks.problems
}

const ROLES = ['guest', 'host', 'arbiter']
/** What FATE-Flow knows besides. */
const LOCAL = 'local'
const INPUT_CATEGORIES = ['model', 'dataset', 'training_set', 'test_set', 'datasets']
const OUTPUT_CATEGORIES = ['model', 'dataset', 'training_set', 'test_set', 'report', 'metric']

function lintComponent({ at, written }: Described, remarks: Remarks): void {
  lintSlips(written, at, 'component', remarks)
  lintPresence(written, at, remarks)
  lintRoles(written.roleList, [...at, 'roleList'], remarks)
  lintParameters(written, at, remarks)
  lintData(written.inputData, [...at, 'inputData'], INPUT_CATEGORIES, remarks)
  lintData(written.outputData, [...at, 'outputData'], OUTPUT_CATEGORIES, remarks)
  lintResults(written.result, [...at, 'result'], remarks)
}

const HINTS: Record<string, string> = {
  title: 'what a form calls the component',
  storageEngine: 'where its data may lie, such as ["s3", "hdfs"]',
}

/** What the specification demands and isched does without, and what other platforms demand. */
function lintPresence(written: Mapping, at: Path, remarks: Remarks): void {
  for (const field of ['title', 'storageEngine', 'inputParam', 'inputData', 'outputData', 'result']) {
    const value = written[field]
    const hint = HINTS[field] ?? `write "${field}": [] where there is nothing to name`
    if (value === undefined || value === null)
      remarks.warning([...at, field], `"${field}" is missing: the specification demands it`, hint)
    else if (value === '') remarks.warning([...at, field], `the ${field} is empty`)
  }
  for (const field of ['description', 'desVersion']) {
    if (written[field] === undefined || written[field] === null)
      remarks.warning([...at, field], `"${field}" is missing: FATE-Flow runs no job while it knows such a descriptor`)
  }
  if (asText(remarks, [...at, 'version'])) {
    remarks.warning(
      [...at, 'version'],
      'the version is a number: other readers refuse it, or take 1.0 for 1',
      `write "${written.version}"`,
    )
  }
  const { storageEngine } = written
  if (storageEngine === undefined || storageEngine === null) return
  if (!Array.isArray(storageEngine) || !storageEngine.every(engine => typeof engine === 'string'))
    remarks.warning([...at, 'storageEngine'], 'expected a list of texts, such as ["s3", "hdfs"]: this one is not read')
  else if (storageEngine.length === 0)
    remarks.warning([...at, 'storageEngine'], 'the list is empty: nobody can tell where the data may lie')
}

/** Whether something that is text to the protocol was written as a number. */
function asText(remarks: Remarks, path: Path): boolean {
  const node = remarks.document.tree.getIn(path)
  return typeof node === 'number' || typeof node === 'boolean'
}

function lintRoles(roleList: unknown, at: Path, remarks: Remarks): void {
  if (!Array.isArray(roleList)) return
  const seen = new Set<unknown>()
  for (const [index, role] of roleList.entries()) {
    if (typeof role !== 'string' || role === '') continue
    const place = [...at, index]
    if (seen.has(role)) remarks.warning(place, `the role "${role}" stands in the list twice`)
    seen.add(role)
    if (ROLES.includes(role)) continue
    const near = didYouMean(role, ROLES)
    const hint = near === undefined ? 'a job must name the role in the same way' : `did you mean "${near}"?`
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(role))
      remarks.warning(place, `no job can name the role ${JSON.stringify(role)}: it is no plain word`, hint)
    else if (role === LOCAL) remarks.warning(place, `"${role}" is a role of FATE-Flow, and none of the specification`)
    else remarks.warning(place, `"${role}" is none of the roles ${list(ROLES)}; FATE-Flow refuses any other`, hint)
  }
}

function lintData(data: unknown, at: Path, categories: readonly string[], remarks: Remarks): void {
  if (!Array.isArray(data)) return
  lintNames(data, at, remarks)
  for (const [index, entry] of data.entries()) {
    if (!isMapping(entry)) continue
    const place = [...at, index]
    lintSlips(entry, place, 'data', remarks)
    const { category, dataFormat } = entry
    if (category === undefined || category === null || category === '')
      remarks.warning([...place, 'category'], '"category" is missing: no job can wire it by its kind', list(categories))
    else if (typeof category === 'string' && !categories.includes(category)) {
      const near = didYouMean(category, categories)
      const kind = categories === INPUT_CATEGORIES ? 'input' : 'output'
      const hint = near === undefined ? `expected ${list(categories)}` : `did you mean "${near}"?`
      remarks.warning([...place, 'category'], `"${category}" is no category of an ${kind}`, hint)
    }
    lintFormats(dataFormat, [...place, 'dataFormat'], remarks)
  }
}

const FORMATS = 'such as ["csv"] or ["pmml", "json"]'

function lintFormats(dataFormat: unknown, at: Path, remarks: Remarks): void {
  if (dataFormat === undefined || dataFormat === null)
    remarks.warning(at, '"dataFormat" is missing: the specification demands it', `a list, ${FORMATS}`)
  else if (!Array.isArray(dataFormat)) remarks.warning(at, `expected a list, ${FORMATS}; found ${found(dataFormat)}`)
  else if (dataFormat.length === 0) remarks.warning(at, 'the list of formats is empty')
  else {
    for (const [index, format] of dataFormat.entries())
      if ([...INPUT_CATEGORIES, ...OUTPUT_CATEGORIES].includes(format))
        remarks.warning([...at, index], `"${format}" is a category, and no format of a file`, FORMATS)
  }
}

function lintResults(result: unknown, at: Path, remarks: Remarks): void {
  if (!Array.isArray(result)) return
  if (result.length === 0)
    remarks.warning(at, 'no result codes: of a failure nobody learns more than the exit code', undefined, 'key')
  const seen = new Set<string>()
  for (const [index, entry] of result.entries()) {
    if (!isMapping(entry)) continue
    const place = [...at, index]
    lintSlips(entry, place, 'result', remarks)
    const { resultCode, resultMessage } = entry
    if (typeof resultCode === 'string') {
      if (seen.has(resultCode))
        remarks.warning([...place, 'resultCode'], `the code ${resultCode} has a message already; the first one counts`)
      seen.add(resultCode)
      if (asText(remarks, [...place, 'resultCode'])) {
        remarks.warning(
          [...place, 'resultCode'],
          'the code is a number, and the specification has it as text',
          `write "${resultCode}"`,
        )
      }
    }
    if (resultMessage === undefined || resultMessage === null || resultMessage === '')
      remarks.warning([...place, 'resultMessage'], 'a code without a message says nothing to anybody')
  }
}

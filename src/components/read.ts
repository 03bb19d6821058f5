/**
 * Component descriptors as vendors write them, in whatever a file holds: the body of component/register, a bare ComponentInfo,
 * FATE-Flow's provider file, or a list of these. What is registered and what lies in the components folder is read here. Section 5.
 */
import {
  type ComponentInfo,
  componentInfoSchema,
  type Registration,
  registrationSchema,
} from '../protocol/component.js'
import { type Diagnostic, inOrder } from '../yaml/diagnostic.js'
import { found } from '../yaml/expected.js'
import type { Path } from '../yaml/locate.js'
import { asMapping, isMapping, type Mapping } from '../yaml/mapping.js'
import type { YamlDocument } from '../yaml/parse.js'
import { Remarks } from '../yaml/remarks.js'
import { zodDiagnostics } from '../yaml/zod.js'

/** One component of a file. */
export interface Described {
  /** Where its ComponentInfo stands in the file. */
  at: Path
  /** Its fields as they were written, but for what is text to the protocol: that is text here. */
  written: Mapping
  /** The descriptor; absent where it is none. */
  info?: ComponentInfo
  imageUrl?: string
}

/** A file that was read: its components, and what is wrong with it. What has errors can't be registered. */
export interface DescriptorFile {
  document: YamlDocument
  components: Described[]
  problems: Diagnostic[]
}

export interface ReadOptions {
  /** The image of all components, whatever the file says. */
  image?: string
  /** Whether the components are to be run: else an image that is missing is no error. Default: true. */
  needsImage?: boolean
}

/** The files of a folder that are taken for descriptors. */
export const DESCRIPTOR_FILE = /\.(ya?ml|json)$/

/** Every component of a parsed file, in all the forms that vendors use. */
export function readDescriptors(document: YamlDocument, options: ReadOptions = {}): DescriptorFile {
  const reading: Reading = { document, options, remarks: new Remarks(document), shape: [], components: [] }
  const { value, text, file } = document
  if (value !== undefined) readAny(value, [], reading)
  const problems = inOrder([...document.problems, ...reading.remarks.problems, ...reading.shape])
  const garbled = text.indexOf('\ufffd')
  if (garbled >= 0) {
    const position = document.locator.between(garbled, garbled + 1)
    const hint = 'save the file as UTF-8, or its texts are garbled everywhere'
    problems.push({ file, severity: 'warning', ...position, message: 'this file is not in UTF-8', hint })
  }
  return { document, components: reading.components, problems }
}

/** What component/register takes, one a component. Throws where the file has errors. */
export function registrationsOf({ components }: DescriptorFile): Registration[] {
  return components.map(({ imageUrl, info }) => registrationSchema.parse({ imageUrl, component_info: info }))
}

interface Reading {
  document: YamlDocument
  options: ReadOptions
  remarks: Remarks
  /** What the schema says. */
  shape: Diagnostic[]
  components: Described[]
}

const INFO_KEYS = ['component_info', 'componentInfo']
/** Fields that tell a ComponentInfo from anything else. */
const TELLING = ['componentName', 'provider', 'roleList', 'inputParam', 'inputData', 'outputData']
const IMAGE_KEYS = ['imageUrl', 'image_url']

function readAny(value: unknown, at: Path, reading: Reading): void {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) readAny(entry, [...at, index], reading)
    return
  }
  if (!isMapping(value)) {
    reading.remarks.error(at, `expected a component's descriptor; found ${found(value)}`)
  } else if ('components_description' in value || ('metadata' in value && 'device' in value)) {
    readProvider(value, at, reading)
  } else if (INFO_KEYS.some(key => key in value)) {
    readBody(value, at, reading)
  } else if (!TELLING.some(key => key in value)) {
    const isJob = 'dag' in value || 'tasks' in value
    const hint = isJob ? '"isched lint" checks a job file' : `its fields are ${TELLING.join(', ')} and others`
    reading.remarks.error(at, "this is no component's descriptor", hint)
  } else {
    const { imageUrl: _, image_url: __, ...info } = value
    const isBare = !IMAGE_KEYS.some(key => key in value)
    // The specification's ComponentInfo has no image of its own.
    const image = isBare && reading.options.needsImage === false ? undefined : imageIn(value, at, IMAGE_KEYS, reading)
    add(info, at, image, reading)
  }
}

/** `{imageUrl, component_info}`, as component/register takes it. */
function readBody(body: Mapping, at: Path, reading: Reading): void {
  const key = spelling(body, at, INFO_KEYS, reading.remarks) ?? ''
  add(body[key], [...at, key], imageIn(body, at, IMAGE_KEYS, reading), reading)
}

/** `{name, version, metadata: {image}, components_description}`, as FATE-Flow's `provider register` takes it. */
function readProvider(file: Mapping, at: Path, reading: Reading): void {
  const { remarks } = reading
  const { components_description: described, protocol } = file
  if (protocol !== undefined && protocol !== 'bfia')
    remarks.warning(
      [...at, 'protocol'],
      `expected the protocol "bfia"; found ${found(protocol)}`,
      'components of another protocol read another environment, and fail here',
    )
  const image = imageIn(asMapping(file.metadata), [...at, 'metadata'], ['image'], reading)
  const listAt = [...at, 'components_description']
  const entries: [string | number, unknown][] = Array.isArray(described)
    ? [...described.entries()]
    : Object.entries(asMapping(described))
  if (entries.length === 0) {
    remarks.error(listAt, 'this provider file describes no components', 'components_description: {psi: {...}, ...}')
  }
  for (const [key, entry] of entries) {
    const entryAt = [...listAt, key]
    const info = isMapping(entry) ? completed(entry, entryAt, { file, at, key }, remarks) : entry
    add(info, entryAt, image, reading)
  }
}

/** What an entry of a provider file leaves to the file around it. */
function completed(
  entry: Mapping,
  entryAt: Path,
  { file, at, key }: { file: Mapping; at: Path; key: string | number },
  remarks: Remarks,
): Mapping {
  const info = { ...entry }
  const around: [string, unknown, string][] = [
    ...(typeof key === 'string' ? [['componentName', key, `its key`] satisfies [string, unknown, string]] : []),
    ['provider', file.name, 'the "name" of the file'],
    ['version', remarks.asText(file.version, [...at, 'version']), 'the "version" of the file'],
  ]
  for (const [field, value, from] of around) {
    if (value === undefined || value === null) continue
    if (info[field] === undefined || info[field] === null) {
      info[field] = value
      remarks.warning(entryAt, `"${field}" is missing, and taken from ${from}: "${value}"`, undefined, 'key')
    }
  }
  if (typeof key === 'string' && typeof info.componentName === 'string' && info.componentName !== key)
    remarks.warning(
      entryAt,
      `the key is "${key}", and the componentName "${info.componentName}"`,
      'FATE-Flow finds a component by the key, isched by its componentName: they should be the same',
      'key',
    )
  return info
}

/** The image of what stands in a mapping; says where it should be, where it is not. */
function imageIn(holder: Mapping, at: Path, keys: readonly string[], reading: Reading): string | undefined {
  const { options, remarks } = reading
  if (options.image !== undefined) return options.image
  const key = spelling(holder, at, keys, remarks)
  const image = key === undefined ? undefined : holder[key]
  if (typeof image === 'string' && image.trim() !== '') return image
  const place = [...at, key ?? keys[0] ?? '']
  if (image === undefined || image === null || image === '') {
    const say = options.needsImage === false ? 'warning' : 'error'
    remarks[say](
      place,
      `"${keys[0]}" is missing: the image that runs the component`,
      'name it here; "isched component register" takes it as --image, too',
    )
  } else remarks.error(place, `expected the name of an image; found ${found(image)}`)
  return undefined
}

/** Which of the ways to spell a field is used here. */
function spelling(holder: Mapping, at: Path, keys: readonly string[], remarks: Remarks): string | undefined {
  const key = keys.find(each => each in holder)
  if (key !== undefined && key !== keys[0])
    remarks.warning([...at, key], `"${key}" is spelled "${keys[0]}" in the specification`, undefined, 'key')
  return key
}

function add(written: unknown, at: Path, imageUrl: string | undefined, reading: Reading): void {
  const { document, remarks } = reading
  const info = isMapping(written) ? withTexts(written, at, remarks) : written
  const parsed = componentInfoSchema.safeParse(info)
  // Without the schema: what it says of its fields is for a description of the API.
  if (!parsed.success) reading.shape.push(...zodDiagnostics(parsed.error, part(document, at, info)))
  if (!isMapping(info)) return
  const named = badNames(info, at, remarks)
  reading.components.push({
    at,
    written: info,
    ...(parsed.success && named && { info: parsed.data }),
    ...(imageUrl !== undefined && { imageUrl }),
  })
}

/** Versions and result codes as they were written: 1.0 is not 1. */
function withTexts(written: Mapping, at: Path, remarks: Remarks): Mapping {
  const texts = { ...written }
  for (const field of ['version', 'desVersion'])
    if (field in written) texts[field] = remarks.asText(written[field], [...at, field])
  const { result } = written
  if (Array.isArray(result)) {
    texts.result = result.map((entry, index) =>
      isMapping(entry) && 'resultCode' in entry
        ? { ...entry, resultCode: remarks.asText(entry.resultCode, [...at, 'result', index, 'resultCode']) }
        : entry,
    )
  }
  return texts
}

/** A part of a document as a document of its own, for what speaks of places in it. */
function part(document: YamlDocument, at: Path, value: unknown): YamlDocument {
  return { ...document, value, positionOf: (path, what) => document.positionOf([...at, ...path], what) }
}

/** Whether every name can be part of an environment variable's. */
function badNames(info: Mapping, at: Path, remarks: Remarks): boolean {
  let good = true
  for (const list of ['inputParam', 'inputData', 'outputData']) {
    const entries: unknown = info[list]
    if (!Array.isArray(entries)) continue
    for (const [index, entry] of entries.entries()) {
      const { name } = asMapping(entry)
      if (typeof name !== 'string' || !(name.includes('=') || name.includes('\u0000'))) continue
      good = false
      const place = [...at, list, index, 'name']
      remarks.error(
        place,
        `${JSON.stringify(name)} cannot be part of an environment variable's name`,
        'leave out the "="',
      )
    }
  }
  return good
}

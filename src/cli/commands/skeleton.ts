import { writeFile } from 'node:fs/promises'
import { type ComponentInfo, componentInfoSchema } from '../../protocol/component.js'
import type { Context } from '../context.js'
import { isPath, readDescriptorFiles } from '../descriptor-files.js'
import { CliError, EXIT } from '../exit.js'
import { findComponent, nameOf } from '../find-component.js'
import { showRemarks } from '../job-file/show.js'
import { render } from '../skeleton/render.js'
import { assignRoles, type KnownNodes, rolesOf } from '../skeleton/roles.js'
import { wire } from '../skeleton/wire.js'

export interface SkeletonOptions {
  outputFile?: string
  force?: boolean
}

/** `isched skeleton`: a job file to start from, for components that are registered here or described in files. */
export async function skeleton(context: Context, words: string[], options: SkeletonOptions): Promise<number> {
  const components: ComponentInfo[] = []
  for (const word of words) {
    const found = isPath(word) ? await described(word, context) : [await registered(word, context)]
    if (found === undefined) return EXIT.badInput
    components.push(...found)
  }
  if (components.length === 0) throw new CliError(`There is no component in ${words.join(', ')}.`, EXIT.badInput)
  const tasks = wire(components)
  const { text, todo } = render(tasks, assignRoles(rolesOf(tasks), await knownNodes(context)))
  const { outputFile } = options
  if (outputFile === undefined) context.print(text.trimEnd())
  else await write(outputFile, text, options.force === true)
  const places = `${todo} ${todo === 1 ? 'place is' : 'places are'} marked TODO.`
  context.note(outputFile === undefined ? places : `${outputFile} written; ${places}`)
  return EXIT.done
}

/** The components of a file or folder; undefined where it has errors, which are shown. */
async function described(path: string, context: Context): Promise<ComponentInfo[] | undefined> {
  const files = await readDescriptorFiles([path], context.io, { needsImage: false })
  let isGood = true
  for (const { document, problems } of files) {
    const errors = problems.filter(({ severity }) => severity === 'error')
    showRemarks(context, { document, remarks: errors }, true)
    isGood &&= errors.length === 0
  }
  return isGood ? files.flatMap(file => file.components.flatMap(({ info }) => info ?? [])) : undefined
}

async function registered(name: string, context: Context): Promise<ComponentInfo> {
  const component = await findComponent(await context.client(), name)
  const parsed = componentInfoSchema.safeParse(component.component_info)
  if (parsed.success) return parsed.data
  throw new CliError(`The descriptor of ${nameOf(component)} can't be read.`, EXIT.failed)
}

/** This node and its peers; undefined where no daemon answers. */
async function knownNodes(context: Context): Promise<KnownNodes | undefined> {
  try {
    const client = await context.client()
    const [node, peers] = await Promise.all([client.node(), client.peers()])
    return { nodeId: node.node_id, peers: peers.map(peer => peer.node_id) }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    context.note(`The node ids are made up: ${error.message}`)
    return undefined
  }
}

async function write(path: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why = code === 'EEXIST' ? 'it is there already; --force replaces it.' : `${error}`
    throw new CliError(`${path} can't be written: ${why}`, EXIT.badInput, { cause: error })
  }
}

import type { Context } from '../context.js'
import { EXIT } from '../exit.js'
import { findComponent, nameOf } from '../find-component.js'
import type { OutputOption } from '../output.js'
import { pairs, table } from '../table.js'

/** `isched component list`: what this node can run. */
export async function list(context: Context, options: OutputOption): Promise<number> {
  const components = await (await context.client()).components()
  if (options.output === 'json') context.json({ components })
  else if (options.output === 'name') context.print(...components.map(nameOf))
  else if (components.length === 0) context.note('No components are registered here.')
  else {
    const { style } = context
    const rows = components.map(component => [
      component.componentName,
      component.version,
      component.provider,
      component.roleList.join(','),
      component.imageUrl,
      component.source,
      component.problem === undefined ? '' : style('red', component.problem),
    ])
    const head = ['COMPONENT', 'VERSION', 'PROVIDER', 'ROLES', 'IMAGE', 'FROM', '']
    context.print(
      ...table(
        head.map(title => style('bold', title)),
        rows,
      ),
    )
  }
  return EXIT.done
}

/** `isched component show`: one descriptor. */
export async function show(context: Context, name: string, options: OutputOption): Promise<number> {
  const component = await findComponent(await context.client(), name)
  if (options.output === 'json') {
    context.json(component)
    return EXIT.done
  }
  const { describeComponent } = await import('../descriptor.js')
  const { style } = context
  context.print(
    ...pairs(
      [
        ['component', nameOf(component)],
        ['title', component.title],
        ['image', component.imageUrl],
        ['problem', component.problem === undefined ? '' : style('red', component.problem)],
        ['roles', component.roleList.join(', ')],
        ['from', component.source],
      ],
      title => style('dim', title),
    ),
    ...describeComponent(component.component_info, style),
  )
  return EXIT.done
}

/** `isched component remove`: for jobs created later; those that are here keep what they were created with. */
export async function remove(context: Context, name: string, options: OutputOption): Promise<number> {
  const client = await context.client()
  const { componentName, provider, version } = await findComponent(client, name)
  const removed = await client.removeComponent({ componentName, provider, version })
  if (options.output === 'json') context.json({ removed })
  else context.print(`${nameOf({ componentName, provider, version })} removed`)
  return EXIT.done
}

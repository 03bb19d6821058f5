/** A registered component by the name that a person gives it. */
import type { ComponentView } from '../protocol/view.js'
import { didYouMean } from '../yaml/suggest.js'
import type { Client } from './client.js'
import { CliError, EXIT } from './exit.js'
import { componentNameText } from './job-file/component-name.js'

type Named = Pick<ComponentView, 'componentName' | 'provider' | 'version'>

/** `provider/name@version` */
export function nameOf({ componentName, provider, version }: Named): string {
  return componentNameText({ componentName, provider, version })
}

/** The one component that a name means, with or without its provider and version. Throws a sentence where it is not one. */
export async function findComponent(client: Client, name: string): Promise<ComponentView> {
  const components = await client.components()
  const meant = components.filter(({ componentName, provider, version }) =>
    [
      { componentName },
      { componentName, version },
      { componentName, provider },
      { componentName, provider, version },
    ].some(key => componentNameText(key) === name),
  )
  const [component, second] = meant
  if (component === undefined) {
    const near = didYouMean(
      name,
      components.flatMap(one => [one.componentName, nameOf(one)]),
    )
    throw new CliError(
      `No component "${name}" is registered here${near === undefined ? '.' : `; did you mean "${near}"?`}`,
      EXIT.badInput,
    )
  }
  if (second !== undefined) {
    throw new CliError(`"${name}" means more than one component: ${meant.map(nameOf).join(', ')}.`, EXIT.badInput)
  }
  return component
}

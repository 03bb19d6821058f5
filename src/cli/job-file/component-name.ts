/** How a component is named in one word: `[provider/]name[@version]`. */

export interface ComponentName {
  componentName: string
  provider?: string
  version?: string
}

/** Reads `psi`, `isched/psi`, `psi@1.0.0`, `isched/psi@1.0.0`. Whatever it is given, it answers something. */
export function parseComponentName(text: string): ComponentName {
  const at = text.lastIndexOf('@')
  const version = at > 0 ? text.slice(at + 1) : ''
  const name = at > 0 ? text.slice(0, at) : text
  const slash = name.indexOf('/')
  return {
    componentName: slash > 0 ? name.slice(slash + 1) : name,
    ...(slash > 0 ? { provider: name.slice(0, slash) } : {}),
    ...(version === '' ? {} : { version }),
  }
}

/** The same word from its parts. */
export function componentNameText({ componentName, provider, version }: ComponentName): string {
  return `${provider ? `${provider}/` : ''}${componentName}${version ? `@${version}` : ''}`
}

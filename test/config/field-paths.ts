import { fileSchema, imageFields, peerFields } from '../../src/config/settings.js'
import { fieldsAt } from '../../src/yaml/shape.js'

/** Every field of the settings file that is no section: `listen.platform`, `peers.address`. */
export function fieldPaths(): string[] {
  return [
    ...below([]),
    ...fieldsAt(peerFields, []).map(name => `peers.${name}`),
    ...fieldsAt(imageFields, []).map(name => `runner.process.images.${name}`),
  ]
}

function below(path: string[]): string[] {
  const names = fieldsAt(fileSchema, path)
  if (names.length === 0) return [path.join('.')]
  return names.flatMap(name => below([...path, name]))
}

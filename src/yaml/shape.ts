/** What a zod schema says of a path: its own words for it, and the fields that may stand there. */
import { z } from 'zod'

type Schema = z.core.$ZodType
type Path = readonly (string | number)[]

/** The description that a schema, or the last of its wrappers that has one, gives to what stands at a path. */
export function wordsFor(schema: Schema | undefined, path: Path): string | undefined {
  if (schema === undefined) return undefined
  for (const at of schemasAt(schema, path)) {
    for (const layer of layers(at)) {
      const description = z.globalRegistry.get(layer)?.description
      if (description !== undefined) return description
    }
  }
  return undefined
}

/** The names of the fields that may stand in the mapping at a path. */
export function fieldsAt(schema: Schema | undefined, path: Path): string[] {
  if (schema === undefined) return []
  const names = schemasAt(schema, path)
    .flatMap(layers)
    .flatMap(layer => (layer instanceof z.core.$ZodObject ? Object.keys(layer._zod.def.shape) : []))
  return [...new Set(names)]
}

/** All that can stand at a path: several where there are alternatives. */
function schemasAt(schema: Schema, path: Path): Schema[] {
  let at = [schema]
  for (const segment of path) at = at.flatMap(layers).flatMap(layer => below(layer, segment))
  return at
}

function below(layer: Schema, segment: string | number): Schema[] {
  if (layer instanceof z.core.$ZodObject) {
    const { shape, catchall } = layer._zod.def
    const field = Object.hasOwn(shape, segment) ? shape[segment] : catchall
    return field === undefined ? [] : [field]
  }
  if (layer instanceof z.core.$ZodRecord) return [layer._zod.def.valueType]
  if (layer instanceof z.core.$ZodArray) return [layer._zod.def.element]
  if (layer instanceof z.core.$ZodTuple) {
    const item = layer._zod.def.items[Number(segment)] ?? layer._zod.def.rest
    return item ? [item] : []
  }
  return []
}

/** A schema and what it wraps, from the outside in. */
function layers(schema: Schema): Schema[] {
  return [schema, ...inside(schema).flatMap(layers)]
}

function inside(schema: Schema): Schema[] {
  const { core } = z
  if (
    schema instanceof core.$ZodOptional ||
    schema instanceof core.$ZodNullable ||
    schema instanceof core.$ZodDefault ||
    schema instanceof core.$ZodPrefault ||
    schema instanceof core.$ZodNonOptional ||
    schema instanceof core.$ZodReadonly ||
    schema instanceof core.$ZodCatch
  ) {
    return [schema._zod.def.innerType]
  }
  if (schema instanceof core.$ZodPipe) return [schema._zod.def.in, schema._zod.def.out]
  if (schema instanceof core.$ZodUnion) return [...schema._zod.def.options]
  if (schema instanceof core.$ZodIntersection) return [schema._zod.def.left, schema._zod.def.right]
  if (schema instanceof core.$ZodLazy) return [schema._zod.innerType]
  return []
}

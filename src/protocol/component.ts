/** ComponentInfo, the descriptor of an algorithm, as the specification has it and as vendors write it. Section 5. */
import { z } from 'zod'

/** `optional` can be text; what is missing means true. */
const looseBoolean = z
  .preprocess(
    value => (typeof value === 'string' ? value.trim().toLowerCase() !== 'false' : (value ?? true)),
    z.boolean(),
  )
  // A described input would else be the boolean that comes out of it.
  .meta({ type: ['boolean', 'string', 'null'], description: 'Only false, or "false" in any case, means false.' })

/** A version or a code that is written as a number means its text. */
const textOrNumber = z.union([z.string().min(1), z.number().transform(String)])

export const inputParamSchema = z.looseObject({
  name: z.string().min(1),
  type: z.string().nullish(),
  optional: looseBoolean.optional().default(true),
  defaultValue: z.unknown().optional(),
  validator: z.unknown().optional(),
})

export const dataSchema = z.looseObject({ name: z.string().min(1), category: z.string().nullish() })

const resultSchema = z.looseObject({ resultCode: textOrNumber, resultMessage: z.string().nullish() })

export const componentInfoSchema = z.looseObject({
  componentName: z.string().min(1),
  provider: z.string().min(1),
  version: textOrNumber,
  roleList: z.array(z.string().min(1)).min(1),
  title: z.string().nullish(),
  description: z.string().nullish(),
  storageEngine: z.array(z.string()).nullish().catch(undefined),
  inputParam: z.array(inputParamSchema).nullish(),
  inputData: z.array(dataSchema).nullish(),
  outputData: z.array(dataSchema).nullish(),
  result: z.array(resultSchema).nullish(),
})

/** A descriptor, unknown fields included. */
export type ComponentInfo = z.infer<typeof componentInfoSchema>
export type InputParam = z.infer<typeof inputParamSchema>

export const registrationSchema = z.looseObject({ imageUrl: z.string().min(1), component_info: componentInfoSchema })

/** An image and what it is: what component/register stores. */
export type Registration = z.infer<typeof registrationSchema>

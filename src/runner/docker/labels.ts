import { safeName } from '../names.js'
import type { FoundInstance, InstanceSpec } from '../runner.js'

/** The id of the installation that made the container: no other touches it. */
export const INSTALLATION = 'isched.installation'
/** The instance's name as it was given, whatever of it the container's name could take. */
export const NAME = 'isched.name'
/** The image as the component names it; the container itself names it by its id. */
export const IMAGE = 'isched.image'

/** `isched-<installation>-<name>` */
export function containerName(installation: string, name: string): string {
  return safeName(`isched-${installation}-${name}`)
}

/** The spec's labels, and by which the container is found again. */
export function labelsOf(installation: string, spec: InstanceSpec): Record<string, string> {
  return { ...spec.labels, [INSTALLATION]: installation, [NAME]: spec.name, [IMAGE]: spec.image }
}

/** What a container's labels say of the instance: its name, and the labels it was given (beside its image's own). */
export function readLabels(labels: Record<string, string>): Pick<FoundInstance, 'name' | 'labels'> {
  const { [INSTALLATION]: _installation, [NAME]: name = '', [IMAGE]: _image, ...rest } = labels
  return { name, labels: rest }
}

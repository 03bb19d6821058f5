/** What `auto` means while instances of an earlier life are there: the other runner would not find them, and take them for lost. */
import { Instances } from './process/instances.js'

type Kind = 'docker' | 'process'

/** The kind to ask for: `process` where the last life ran processes, and some of them are still kept in `directory`. */
export async function kindToAskFor(
  kind: Kind | 'auto',
  before: Kind | undefined,
  directory: string,
): Promise<Kind | 'auto'> {
  const stays = kind === 'auto' && before === 'process' && (await new Instances(directory).ids()).length > 0
  return stays ? 'process' : kind
}

/**
 * Lets nothing be taken for lost because no engine answers just now.
 *
 * @throws Error, a sentence for the node's owner, where `auto` took processes and `instances` of living jobs are containers
 */
export function demandEngine(
  asked: Kind | 'auto',
  before: Kind | undefined,
  taken: Kind,
  { instances, socket }: { instances: number; socket: string },
): void {
  if (asked !== 'auto' || before !== 'docker' || taken === 'docker' || instances === 0) return
  const what =
    instances === 1
      ? '1 instance of a living job is a container'
      : `${instances} instances of living jobs are containers`
  throw new Error(
    `No Docker engine answers at ${socket}, and ${what} of it: start it, and then this daemon. With runner.kind set to process they would count as lost.`,
  )
}

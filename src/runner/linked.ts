/**
 * A signal that aborts when any of these does, for the same reason, and lets go of them when released. (AbortSignal.any would stay
 * tied to a signal that lives as long as the daemon.)
 */
export function linked(...sources: AbortSignal[]): { signal: AbortSignal; abort: () => void; release: () => void } {
  const controller = new AbortController()
  const follow = () => controller.abort(sources.find(source => source.aborted)?.reason)
  for (const source of sources) source.addEventListener('abort', follow)
  if (sources.some(source => source.aborted)) follow()
  const release = () => {
    for (const source of sources) source.removeEventListener('abort', follow)
  }
  return { signal: controller.signal, abort: () => controller.abort(), release }
}

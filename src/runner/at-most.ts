/** Does the work for each item, so many at a time, and answers the results in the items' order. */
export async function eachAtMost<T, R>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: { index: number; result: R }[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results.push({ index, result: await work(item) })
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results.sort((a, b) => a.index - b.index).map(({ result }) => result)
}

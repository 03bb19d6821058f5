/** Waits until something is so; fails with what `describe` says if it doesn't come to be within ten seconds. */
export async function until(isSo: () => boolean, describe: () => string = () => ''): Promise<void> {
  const end = Date.now() + 10_000
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`It did not come to be so:\n${describe()}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

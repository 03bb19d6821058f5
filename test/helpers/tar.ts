/** One entry of an archive: a file, or a symbolic link. */
export type TarEntry = { path: string; mode?: number; content: Buffer } | { path: string; link: string }

const BLOCK = 512

/** A tar archive (ustar) of a few entries, in memory. Paths are at most 100 bytes long. */
export function tar(entries: TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(2 * BLOCK)])
}

function entryBlocks(entry: TarEntry): Buffer[] {
  if ('link' in entry) return [header(entry.path, 0o777, 0, '2', entry.link)]
  const { content } = entry
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)
  return [header(entry.path, entry.mode ?? 0o755, content.length, '0', ''), content, padding]
}

function header(path: string, mode: number, size: number, kind: '0' | '2', link: string): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  block.write(path, 0, 100)
  block.write(octal(mode, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write(' '.repeat(8), 148)
  block.write(kind, 156)
  block.write(link, 157, 100)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

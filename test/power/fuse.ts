/** Just enough of the kernel's FUSE protocol for a file system that holds one file. */

/** Operations that are answered; all others are refused as not implemented. */
export const OPERATION = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  opendir: 27,
  releasedir: 29,
  interrupt: 36,
  destroy: 38,
  batchForget: 42,
} as const

export const NOT_IMPLEMENTED = -38
export const NO_SUCH_FILE = -2

const REQUEST_HEADER = 40
const ANSWER_HEADER = 16
const VERSION = { major: 7, minor: 31 }
const BIG_WRITES = 1 << 5
export const MOST_WRITTEN_AT_ONCE = 128 * 1024
const ROOT = 1n
const FILE = 2n

export interface FuseRequest {
  operation: number
  unique: bigint
  /** What comes after the header. */
  body: Buffer
}

export function parseRequest(bytes: Buffer): FuseRequest {
  return {
    operation: bytes.readUInt32LE(4),
    unique: bytes.readBigUInt64LE(8),
    body: bytes.subarray(REQUEST_HEADER, bytes.readUInt32LE(0)),
  }
}

/** @param error 0, or a negative error number */
export function answer({ unique }: FuseRequest, body: Buffer = Buffer.alloc(0), error = 0): Buffer {
  const header = Buffer.alloc(ANSWER_HEADER)
  header.writeUInt32LE(ANSWER_HEADER + body.length, 0)
  header.writeInt32LE(error, 4)
  header.writeBigUInt64LE(unique, 8)
  return Buffer.concat([header, body])
}

export function initAnswer(): Buffer {
  const body = Buffer.alloc(64)
  body.writeUInt32LE(VERSION.major, 0)
  body.writeUInt32LE(VERSION.minor, 4)
  body.writeUInt32LE(MOST_WRITTEN_AT_ONCE, 8)
  body.writeUInt32LE(BIG_WRITES, 12)
  body.writeUInt16LE(16, 16)
  body.writeUInt16LE(12, 18)
  body.writeUInt32LE(MOST_WRITTEN_AT_ONCE, 20)
  body.writeUInt32LE(1, 24)
  return body
}

/** What `lookup` answers for the file. */
export function entryOf(size: number): Buffer {
  const body = Buffer.alloc(40)
  body.writeBigUInt64LE(FILE, 0)
  body.writeBigUInt64LE(1n, 8)
  return Buffer.concat([body, attributes(FILE, 0o100600, size)])
}

/** What `getattr` answers. */
export function attributesOf(node: bigint, size: number): Buffer {
  const body = Buffer.alloc(16)
  return Buffer.concat([body, node === ROOT ? attributes(ROOT, 0o040700, 0) : attributes(FILE, 0o100600, size)])
}

function attributes(node: bigint, mode: number, size: number): Buffer {
  const body = Buffer.alloc(88)
  body.writeBigUInt64LE(node, 0)
  body.writeBigUInt64LE(BigInt(size), 8)
  body.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), 16)
  body.writeUInt32LE(mode, 60)
  body.writeUInt32LE(1, 64)
  body.writeUInt32LE(4096, 80)
  return body
}

/** The node that a request is about. */
export function nodeOf(bytes: Buffer): bigint {
  return bytes.readBigUInt64LE(16)
}

export function readArguments(body: Buffer): { offset: number; size: number } {
  return { offset: Number(body.readBigUInt64LE(8)), size: body.readUInt32LE(16) }
}

export function writeArguments(body: Buffer): { offset: number; data: Buffer } {
  return { offset: Number(body.readBigUInt64LE(8)), data: body.subarray(40, 40 + body.readUInt32LE(16)) }
}

/** What `write` answers. */
export function written(size: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt32LE(size, 0)
  return body
}

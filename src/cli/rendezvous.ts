/**
 * Where a command finds the daemons that its user runs on this machine: each leaves a small file, readable by the user
 * alone, in a directory of the user's own, and takes it away when it ends.
 */
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a running daemon says of itself. */
export interface Announcement {
  node_id: string
  /** Of the platform listener. */
  url: string
  /** The file that holds the bearer token. */
  token_file: string
  pid: number
  data_directory: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The directory of the files: `$XDG_RUNTIME_DIR/isched`, else `isched-<uid>/isched` among the temporary files. */
export function rendezvousDirectory(env: Environment = process.env): string {
  const base = env.XDG_RUNTIME_DIR || join(env.TMPDIR || tmpdir(), `isched-${userId() ?? 'user'}`)
  return join(base, 'isched')
}

/**
 * Leaves this daemon's file, and answers what takes it away again. Throws a sentence where the directory is not the user's own:
 * in a directory that others may write to, any of them could send a user's jobs elsewhere.
 */
export async function announce(entry: Announcement, env: Environment = process.env): Promise<() => Promise<void>> {
  const directory = rendezvousDirectory(env)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const doubt = await doubtAbout(directory)
  if (doubt !== undefined) throw new Error(doubt)
  await sweep(directory)
  const file = join(directory, `${encodeURIComponent(entry.node_id)}.${entry.pid}.json`)
  const draft = `${file}.new`
  await writeFile(draft, `${JSON.stringify(entry, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, file)
  return () => rm(file, { force: true })
}

/** The daemons of this user that run now, by node id. Files of daemons that were killed are passed over. */
export async function discover(env: Environment = process.env): Promise<Announcement[]> {
  const directory = rendezvousDirectory(env)
  if ((await doubtAbout(directory)) !== undefined) return []
  const found = await Promise.all((await filesIn(directory)).map(readAnnouncement))
  return found
    .filter(entry => entry !== undefined)
    .filter(entry => isAlive(entry.pid))
    .sort((a, b) => (a.node_id < b.node_id ? -1 : 1))
}

/** Takes away what daemons left that were killed. */
async function sweep(directory: string): Promise<void> {
  for (const file of await filesIn(directory)) {
    const entry = await readAnnouncement(file)
    if (entry !== undefined && !isAlive(entry.pid)) await rm(file, { force: true })
  }
}

async function filesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter(name => name.endsWith('.json')).map(name => join(directory, name))
}

/** Why a directory can't be trusted, or that it isn't there; undefined where it is this user's alone. */
async function doubtAbout(directory: string): Promise<string | undefined> {
  const uid = userId()
  try {
    const found = await lstat(directory)
    if (!found.isDirectory()) return `${directory} is no directory`
    if (uid === undefined) return undefined
    if (found.uid !== uid) return `${directory} belongs to another user`
    if ((found.mode & 0o022) !== 0) return `${directory} can be written to by others; make it private: chmod 700`
    return undefined
  } catch {
    return `${directory} is not there`
  }
}

async function readAnnouncement(file: string): Promise<Announcement | undefined> {
  try {
    const entry: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isAnnouncement(entry) ? entry : undefined
  } catch {
    return undefined
  }
}

function isAnnouncement(entry: unknown): entry is Announcement {
  if (typeof entry !== 'object' || entry === null) return false
  const texts = ['node_id', 'url', 'token_file', 'data_directory']
  const fields = new Map<string, unknown>(Object.entries(entry))
  return texts.every(name => typeof fields.get(name) === 'string') && Number.isInteger(fields.get('pid'))
}

/** Whether a process runs; one that we may not signal does. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function userId(): number | undefined {
  return process.getuid?.()
}

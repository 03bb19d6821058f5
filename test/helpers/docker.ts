import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile, realpath } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import Docker from 'dockerode'
import { type TarEntry, tar } from './tar.js'

const run = promisify(execFile)

/** Where the tests look for an engine. */
export const SOCKET = '/var/run/docker.sock'

/** The engine itself, for what tests must do behind the runner's back. */
export const docker = new Docker({ socketPath: SOCKET })

let answered: Promise<{ skip: string | false }> | undefined

/**
 * For tap's options: `t.test('...', await engine(), ...)` skips by name where no engine answers. Where ISCHED_REQUIRE_DOCKER is
 * 1 a missing engine is a failure instead.
 */
export function engine(): Promise<{ skip: string | false }> {
  answered ??= docker.ping().then(
    () => ({ skip: false }),
    (error: unknown) => {
      if (process.env.ISCHED_REQUIRE_DOCKER === '1')
        throw new Error('ISCHED_REQUIRE_DOCKER is 1 and no Docker engine answers', { cause: error })
      return { skip: 'no Docker engine' }
    },
  )
  return answered
}

/** What {@link busyboxImage} runs when it is not told: the shell script in the variable SCRIPT. */
const SCRIPT_COMMAND = ['/bin/sh', '-c', 'eval "$SCRIPT"']

/**
 * The name of an image that holds busybox under all its names and runs `command`; made from this machine's busybox when it
 * is not there yet.
 */
export async function busyboxImage(command = SCRIPT_COMMAND): Promise<string> {
  const program = await locate('busybox')
  const { stdout } = await run(program, ['--list'])
  const links = stdout.split('\n').filter(name => name !== '' && name !== 'busybox')
  return image('busybox', command, 'PATH=/bin', [
    ...(await withLibraries(program, 'bin/busybox')),
    ...links.map(name => ({ path: `bin/${name}`, link: 'busybox' })),
    { path: 'tmp/.keep', content: Buffer.alloc(0) },
  ])
}

/** The name of an image that holds the running node as /bin/node, what it needs, and `files`; it runs `command`. */
export async function nodeImage(command = ['/bin/node'], files: TarEntry[] = []): Promise<string> {
  return image('node', command, 'PATH=/bin', [...(await withLibraries(process.execPath, 'bin/node')), ...files])
}

/** Makes the image unless there is one with the same content; the tag is the content's hash. */
async function image(name: string, command: string[], variable: string, entries: TarEntry[]): Promise<string> {
  const archive = tar(entries)
  const changes = [`ENV ${variable}`, `CMD ${JSON.stringify(command)}`]
  const tag = createHash('sha256').update(archive).update(changes.join('\n')).digest('hex').slice(0, 12)
  const reference = `isched-test-${name}:${tag}`
  const there = await docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      () => false,
    )
  if (there) return reference
  const progress = await docker.importImage(Readable.from([archive]), { repo: `isched-test-${name}`, tag, changes })
  progress.resume()
  await once(progress, 'end')
  await docker.getImage(reference).inspect()
  return reference
}

/** A program at `path` within the image, and the libraries that it is linked with at their own paths. */
async function withLibraries(program: string, path: string): Promise<TarEntry[]> {
  const libraries = await run('ldd', [program]).then(
    ({ stdout }) =>
      [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(match => match[1]).filter(found => found !== undefined),
    // ldd fails for a static program.
    () => [],
  )
  const files = [{ path, from: program }, ...libraries.map(library => ({ path: library.slice(1), from: library }))]
  const contents = files.map(async file => ({ path: file.path, content: await readFile(await realpath(file.from)) }))
  // Without it glibc asks a name server before it reads /etc/hosts.
  return [{ path: 'etc/nsswitch.conf', content: Buffer.from('hosts: files dns\n') }, ...(await Promise.all(contents))]
}

async function locate(program: string): Promise<string> {
  const { stdout } = await run('/bin/sh', ['-c', 'command -v "$0"', program]).catch(() => {
    throw new Error(
      `The tests that run containers need ${program} on this machine (the package is busybox-static on Debian).`,
    )
  })
  return stdout.trim()
}

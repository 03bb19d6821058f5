/** The file that `ischedd init` writes: every field, its default, and why one would change it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import { stringify } from 'yaml'
import { FOREIGN_ID } from '../protocol/values.js'

/** A node id from this machine's name. */
export function suggestNodeId(machine: string = hostname()): string {
  const id = (machine.split('.')[0] ?? '').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[-_]+|-+$/g, '')
  return FOREIGN_ID.test(id) ? id : 'node-1'
}

/**
 * Writes a settings file with comments; only its owner may read it, for an address of a storage can hold a password. Makes the
 * folder where it is missing.
 *
 * @returns the absolute path
 * @throws a sentence where the id can't be one, or the file is there and `force` is not set
 */
export async function writeTemplate(file: string, options: { nodeId?: string; force?: boolean } = {}): Promise<string> {
  const nodeId = options.nodeId ?? suggestNodeId()
  if (!FOREIGN_ID.test(nodeId)) {
    throw new Error(
      `"${nodeId}" is no node id: letters, digits, ".", "_" and "-", beginning with a letter or digit, 128 characters at most.`,
    )
  }
  const path = resolve(file)
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, template(nodeId), { mode: 0o600, flag: options.force === true ? 'w' : 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') throw new Error(`${path} is there already. Name another file, or overwrite it with --force.`)
    throw new Error(`${path} can't be written: ${error instanceof Error ? error.message : error}.`, { cause: error })
  }
  return path
}

/** The text; what is commented out says the default, or an example where there is none. */
export function template(nodeId: string): string {
  return `# The settings of one node: see ischedd.yaml(5). What is commented out is the default, or an example.
# Durations are numbers with a unit: 500ms, 10s, 5m, 2h, 1d. Relative paths are relative to this file's folder.
# \${NAME} and \${NAME:-default} are replaced from the environment.

# The name of this node among its peers. The one field that must be here.
node_id: ${stringify(nodeId).trim()}

# The institution that it belongs to; the node id, unless said.
# inst_id: ${nodeId}

# Where the daemon keeps its jobs, logs and the token of the platform listener. One daemon a directory.
# data_directory: data

# A folder of component descriptors (ComponentInfo with imageUrl, JSON or YAML); read again when it changes.
# components_directory: components.d

listen:
  # For this node's own users and programs, with a bearer token. Leave it on loopback.
  platform: 127.0.0.1:9700
  # For the peers. Put a reverse proxy with mutual TLS before it where the network is not private.
  interconn: 0.0.0.0:9701
  # For running components alone. auto: on loopback, and where containers reach it; port 0: chosen once, then kept.
  # callback: auto:0

# The other nodes, by node id: an address, or an address and how the peer speaks. Read again when it changes.
peers:
  # bank-b: 10.0.0.2:9701
  # bank-c:
  #   address: http://10.0.0.3:9380
  #   preset: fate-flow # isched, fate-flow or kuscia; single settings over it:
  #   edition: "1.2"
  #   success_code: 0
  #   confirms: false
  #   pushes: false
  #   stop: job
  #   headers: hyphens

# Who drives the jobs that start here and name no scheduler: this node or a peer. Not said: this node.
# scheduler: ${nodeId}

# Whether a job that comes in may run at once (auto), or waits for "isched approve" (manual).
approval: auto

runner:
  # docker, process, or auto: docker where its socket answers.
  kind: auto
  docker:
    # socket: /var/run/docker.sock
    # network: bridge
    # Mounted into every container: /on/the/host:/inside, or the name of a volume; :ro protects it.
    # volumes:
    #   - /srv/isched/data:/data:ro
  process:
    # Which command runs in the place of an image. Only this file says so; a peer can't choose one.
    # images:
    #   example/psi:1.0: [node, components/psi.js]
    #   example/lr:1.0:
    #     command: [./lr, --quiet]
    #     working_directory: components
  # What runs at once at most; what doesn't fit waits. What the machine has, unless said.
  capacity:
    # instances: 8
    # cpu: 4 # cores
    # memory: 16 # GiB
  # How long an instance that is stopped has to end by itself.
  # stop_grace: 10s

# What components are told of this node's surroundings: system.storage, system.transport, system.compute.
system:
  # storage: s3://10.0.0.9:9000?username=isched&password=\${STORAGE_PASSWORD}
  # transport: 10.0.0.9:9377
  # compute: ""

# A parameter that breaks its component's own rules is a warning (lenient), or refused (strict).
# parameters: lenient

# trace, debug, info, warn or error. Read again when it changes.
log_level: info

polling:
  # How often a peer that doesn't push is asked, and how often one that does, in case a push was lost.
  # interval: 1s
  # safety_net: 30s

# How long one call to a peer may take, and for how long one that can't be reached is tried again.
# peer_timeout: 10s
# patience: 24h

# When waiting ends: for an approval, for a task, for a peer that is silent. Never, unless said.
deadlines:
  # approval: 2d
  # task: 12h
  # silent_peer: 1h
`
}

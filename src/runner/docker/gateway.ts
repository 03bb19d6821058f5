import { createServer } from 'node:net'
import type Docker from 'dockerode'
import { onBridge } from './create.js'
import { type Engine, failure, statusOf } from './engine.js'

const LOOPBACK = '127.0.0.1'

/**
 * Where containers reach this machine, and what must listen for that. `host-gateway` is always the default bridge's gateway, for user
 * networks too. Where that address is not this machine's (Docker Desktop keeps it inside its VM and forwards to the
 * host's loopback), loopback alone is bound.
 */
export async function gatewayOf(engine: Engine, network: string): Promise<{ host: string; bind: string[] }> {
  if (!onBridge(network)) return { host: LOOPBACK, bind: [LOOPBACK] }
  const address = bridgeAddress(await defaultBridge(engine))
  const bind = address !== undefined && (await canBind(address)) ? [LOOPBACK, address] : [LOOPBACK]
  return { host: 'host.docker.internal', bind }
}

/** The bridge's own IPv4 address: what the engine says, else the first of its subnet (a fresh engine names only that). */
export function bridgeAddress(bridge: Pick<Docker.NetworkInspectInfo, 'IPAM'> | undefined): string | undefined {
  const configs = bridge?.IPAM?.Config ?? []
  const said = configs.map(({ Gateway }) => Gateway).find(isIPv4)
  return said ?? firstAddress(configs.map(({ Subnet }) => Subnet).find(isIPv4))
}

/** `172.17.0.0/16` -> `172.17.0.1` */
function firstAddress(subnet: string | undefined): string | undefined {
  return subnet?.replace(/(\d+)\/\d+$/, (_, last: string) => String(Number(last) + 1))
}

function isIPv4(address: string | undefined): boolean {
  return address?.includes('.') === true
}

/** Whether an address is this machine's. The list of interfaces does not tell: it leaves out a bridge that has no container yet. */
export function canBind(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: address, port: 0 }, () => server.close(() => resolve(true)))
  })
}

async function defaultBridge(engine: Engine): Promise<Docker.NetworkInspectInfo | undefined> {
  try {
    return await engine.docker.getNetwork('bridge').inspect()
  } catch (error) {
    // An engine set up without its default bridge.
    if (statusOf(error) === 404) return undefined
    throw failure('describe the network bridge', error)
  }
}

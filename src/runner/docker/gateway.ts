import type { NetworkInterfaceInfo } from 'node:os'
import type Docker from 'dockerode'
import { onBridge } from './create.js'
import { type Engine, statusOf } from './engine.js'

const LOOPBACK = '127.0.0.1'

/** What `os.networkInterfaces()` answers. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/**
 * Where containers reach this machine, and what must listen for that. `host-gateway` is always the default bridge's gateway, for user
 * networks too. Where that address is not this machine's (Docker Desktop keeps it inside its VM and forwards to the
 * host's loopback), loopback alone is bound.
 */
export async function gatewayOf(
  engine: Engine,
  network: string,
  interfaces: Interfaces,
): Promise<{ host: string; bind: string[] }> {
  if (!onBridge(network)) return { host: LOOPBACK, bind: [LOOPBACK] }
  const address = bridgeAddress(await defaultBridge(engine), interfaces)
  return { host: 'host.docker.internal', bind: address === undefined ? [LOOPBACK] : [LOOPBACK, address] }
}

/** The bridge's address where it is one of this machine's; the engine does not always say which it is, but what its interface is called. */
export function bridgeAddress(
  bridge: Pick<Docker.NetworkInspectInfo, 'IPAM' | 'Options'> | undefined,
  interfaces: Interfaces,
): string | undefined {
  const isIPv4 = (address: string | undefined) => address?.includes('.') === true
  const said = bridge?.IPAM?.Config?.map(entry => entry.Gateway).find(isIPv4)
  const local = Object.values(interfaces).flatMap(addresses => (addresses ?? []).map(({ address }) => address))
  if (said !== undefined) return local.includes(said) ? said : undefined
  const device = interfaces[bridge?.Options?.['com.docker.network.bridge.name'] ?? '']
  return device?.map(({ address }) => address).find(isIPv4)
}

async function defaultBridge(engine: Engine): Promise<Docker.NetworkInspectInfo | undefined> {
  try {
    return await engine.docker.getNetwork('bridge').inspect()
  } catch (error) {
    // An engine set up without its default bridge.
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

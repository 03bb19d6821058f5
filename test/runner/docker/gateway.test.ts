import t from 'tap'
import { Engine } from '../../../src/runner/docker/engine.js'
import { bridgeAddress, canBind, gatewayOf } from '../../../src/runner/docker/gateway.js'
import { engine, SOCKET } from '../../helpers/docker.js'

t.test("the bridge's address is what the engine says, else the first of its subnet", async t => {
  const bridge = (...Config: { Subnet?: string; Gateway?: string }[]) => bridgeAddress({ IPAM: { Config } })
  t.equal(bridge({ Subnet: '172.17.0.0/16', Gateway: '172.17.0.9' }), '172.17.0.9')
  t.equal(bridge({ Subnet: '172.17.0.0/16' }), '172.17.0.1')
  t.equal(bridge({ Subnet: 'fd00::/64', Gateway: 'fd00::1' }, { Subnet: '10.1.2.0/24' }), '10.1.2.1')
  t.equal(bridge({ Subnet: 'fd00::/64' }), undefined)
  t.equal(bridgeAddress(undefined), undefined)
})

t.test("an address is this machine's or not", async t => {
  t.equal(await canBind('127.0.0.1'), true)
  t.equal(await canBind('192.0.2.1'), false)
})

t.test("on the host's network loopback is all, and no engine is asked", async t => {
  const nowhere = new Engine('/nowhere.sock')
  t.same(await gatewayOf(nowhere, 'host'), { host: '127.0.0.1', bind: ['127.0.0.1'] })
  await t.rejects(gatewayOf(nowhere, 'bridge'), /did not answer/)
})

t.test("on a bridge it is the engine's name for the host", await engine(), async t => {
  const real = new Engine(SOCKET)
  t.match(await gatewayOf(real, 'bridge'), { host: 'host.docker.internal', bind: ['127.0.0.1'] })
  real.close()
})

import t from 'tap'
import { assignRoles, rolesOf } from '../../../src/cli/skeleton/roles.js'
import { wire } from '../../../src/cli/skeleton/wire.js'
import { componentInfoSchema } from '../../../src/protocol/component.js'

function tasks(...roleLists: string[][]) {
  return wire(
    roleLists.map(roleList => componentInfoSchema.parse({ componentName: 'c', provider: 'p', version: '1', roleList })),
  )
}

/** `guest=bank-a` for each. */
function assigned(roles: string[], nodeId?: string, ...peers: string[]): string[] {
  return assignRoles(roles, nodeId === undefined ? undefined : { nodeId, peers }).map(
    ({ role, node, is }) => `${role}=${node} (${is})`,
  )
}

t.test('the roles that any component asks for, in the usual order', async t => {
  t.strictSame(rolesOf(tasks(['host', 'guest'], ['server', 'arbiter', 'guest'])), [
    'guest',
    'host',
    'arbiter',
    'server',
  ])
})

t.test('this node first, then its peers as they come', async t => {
  t.strictSame(assigned(['guest', 'host'], 'bank-a', 'bank-b', 'bank-c'), [
    'guest=bank-a (this node)',
    'host=bank-b (a peer)',
  ])
})

t.test('a node that is named for a role has it', async t => {
  t.strictSame(assigned(['guest', 'host', 'arbiter'], 'arbiter-node', 'host-node', 'bank'), [
    'guest=bank (a peer)',
    'host=host-node (a peer)',
    'arbiter=arbiter-node (this node)',
  ])
  t.strictSame(assigned(['guest', 'host'], 'a', 'localhost1', 'b'), ['guest=a (this node)', 'host=localhost1 (a peer)'])
})

t.test('too few nodes, and none', async t => {
  t.strictSame(assigned(['guest', 'host', 'arbiter'], 'bank-a', 'bank-a'), [
    'guest=bank-a (this node)',
    'host=host-node (nobody)',
    'arbiter=arbiter-node (nobody)',
  ])
  t.strictSame(assigned(['guest']), ['guest=guest-node (nobody)'])
})

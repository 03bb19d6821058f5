import t from 'tap'
import { listColumns, taskColumns } from '../../src/tui/columns.js'

const taken = (columns: number, flows: boolean) => {
  const shares = Object.values(listColumns(columns, flows)).filter(width => width > 0)
  return 2 + shares.reduce((sum, width) => sum + width, 0) + 2 * (shares.length - 1)
}

t.test('a row of the list never takes more than there is', async t => {
  for (let columns = 60; columns < 200; columns++) {
    for (const flows of [true, false]) t.ok(taken(columns, flows) <= columns, `${columns}: ${taken(columns, flows)}`)
  }
})

t.test('a flow comes before the whole of an id, the roles after both', async t => {
  t.match(listColumns(80, true), { id: 17, flow: 12, roles: 0 })
  t.match(listColumns(80, false), { id: 31, flow: 0, roles: 0 })
  t.match(listColumns(79, true), { id: 30, flow: 0 })
  t.match(listColumns(100, true), { id: 36, flow: 13, roles: 0 })
  t.match(listColumns(120, true), { id: 36, flow: 18, roles: 13 })
})

t.test('parties are shown in words where there is room, else by signs, else packed', async t => {
  const roles = (count: number) => Array.from({ length: count }, (_, index) => `host.${index}`)
  t.equal(taskColumns(80, roles(3), 20).parties, 'words')
  t.equal(taskColumns(80, roles(5), 20).parties, 'symbols')
  t.match(taskColumns(80, roles(30), 20), { parties: 'packed', party: 30 })
  t.equal(taskColumns(80, roles(100), 20).parties, 'packed')
})

t.test('a row of tasks never takes more than there is', async t => {
  for (let columns = 50; columns < 170; columns += 3) {
    for (const count of [0, 1, 3, 6, 20, 80]) {
      for (const name of [4, 20, 60]) {
        const roles = Array.from({ length: count }, (_, index) => `host.${index}`)
        const shares = taskColumns(columns, roles, name)
        const parties = shares.parties === 'packed' ? shares.party + 1 : count * (shares.party + 1)
        const row = 2 + shares.name + 2 + shares.status + 2 + shares.time + 1 + parties
        if (row > columns) t.fail(`${columns} columns, ${count} roles, names of ${name}: ${row}`)
      }
    }
  }
  t.pass('in no width, with no number of roles')
})

import t from 'tap'
import { topLevel, withoutMistakes } from '../../src/config/salvage.js'
import { fileSchema } from '../../src/config/settings.js'

const rest = (value: unknown) => withoutMistakes(value, fileSchema.safeParse(value).error?.issues ?? [])

t.test('what is wrong is left out, the rest stays', async t => {
  const value = {
    node_id: 5,
    foo: 1,
    approval: 'manual',
    peers: { b: 5, c: 'c:1' },
    runner: { kind: 'x', stop_grace: '1s' },
  }
  t.match(rest(value), { approval: 'manual', peers: { c: 'http://c:1' }, runner: { kind: 'auto', stop_grace: 1000 } })
  t.notOk('b' in (rest(value)?.peers ?? {}))
  t.equal(value.node_id, 5, 'the value itself is untouched')
})

t.test('a list with a mistake goes as a whole', async t => {
  t.same(rest({ node_id: 'a', runner: { docker: { volumes: ['a:/a', 5] } } })?.runner.docker.volumes, [])
})

t.test('no mapping, nothing to save', async t => {
  t.equal(rest('text'), undefined)
  t.equal(rest(null), undefined)
})

t.test('the sections with mistakes', async t => {
  const { error } = fileSchema.safeParse({ listen: { platform: 'x' }, peers: { b: 5 }, zzz: 1 })
  t.same([...topLevel(error?.issues ?? [])].sort(), ['listen', 'node_id', 'peers'])
})

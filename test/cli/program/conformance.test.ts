import t from 'tap'
import { runIn } from '../terminal.js'

t.test('what must be said, and what may stand there', async t => {
  const refused = async (...argv: string[]) => {
    const { exitCode, err } = await runIn({}, 'conformance', ...argv)
    t.equal(exitCode, 2)
    return err
  }
  const all = ['http://10.0.0.7:9380', '--node-id', 'x', '--edition', '1.2']
  t.match(await refused('http://10.0.0.7:9380', '--edition', '1.2'), /--node-id/)
  t.match(await refused('http://10.0.0.7:9380', '--node-id', 'x'), /--edition/)
  t.match(await refused(...all.slice(0, 4), '1.1'), /Allowed choices are 1\.0, 1\.2/)
  t.match(await refused(...all, '--as', 'initiator'), /participant, scheduler/)
  t.match(await refused(...all, '-o', 'pdf'), /text, json, junit, html/)
  t.match(await refused(...all, '--timeout', 'long'), /A length of time/)
  t.match(await refused(...all, '--timeout', '5ms'), /A second at least/)
})

t.test('its help says which part is meant', async t => {
  const { out } = await runIn({}, 'conformance', '--help')
  t.match(out, /the part of it that is tested, while isched plays the other/)
  t.match(out, /Examples:/)
})

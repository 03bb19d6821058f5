import t from 'tap'
import { startDaemon } from '../server.js'
import { runIn } from '../terminal.js'

t.test('the screen needs a terminal', async t => {
  t.match(await runIn({}, 'watch'), { exitCode: 2, err: /needs a terminal; isched wait/ })
})

t.test('a job that nobody knows is refused before the screen opens', async t => {
  const daemon = await startDaemon(t)
  t.match(await runIn({ env: daemon.env, isTTY: true }, 'watch', 'none'), { exitCode: 2, err: /No job "none"/ })
})

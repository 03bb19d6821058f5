import t from 'tap'
import { runIn } from '../terminal.js'

t.test('a script for each shell', async t => {
  for (const [shell, words] of [
    ['bash', /complete -F _isched isched/],
    ['zsh', /^#compdef isched/],
    ['fish', /complete -c isched/],
  ] as const) {
    t.match(await runIn({}, 'completion', shell), { exitCode: 0, out: words, err: '' })
  }
})

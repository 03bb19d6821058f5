import t from 'tap'
import { characters, clean, columnsOf, fit, skip, tail, truncate } from '../../src/tui/text.js'

t.test('text is cut by display width', async t => {
  t.equal(truncate('hello', 5), 'hello')
  t.equal(truncate('hello!', 5), 'hell…')
  t.equal(truncate('特征评估', 8), '特征评估')
  t.equal(truncate('特征评估', 7), '特征评…')
  t.equal(truncate('特征评估', 6), '特征…', 'half a character is none')
  t.equal(truncate('hello', 0), '')
})

t.test('text is filled to its columns', async t => {
  for (const text of ['', 'a', 'hello world', '特征', 'a特b征c', '👩‍🔬 at work', 'é́é']) {
    for (let columns = 0; columns < 12; columns++)
      t.equal(columnsOf(fit(text, columns)), columns, `${text} in ${columns}`)
  }
  t.equal(fit('7s', 5, 'right'), '   7s')
})

t.test('a stranger’s text does nothing to the terminal', async t => {
  t.equal(clean('\u001b[2J\u001b[31mred\u001b[0m\u0007'), 'red')
  t.equal(clean('a\tb\r\nc'), 'a b c')
  t.equal(clean('\u001b]0;title\u0007x'), 'x')
  t.equal(clean('user\u202egnp.exe'), 'usergnp.exe')
  t.equal(clean('特征'), '特征')
})

t.test('the beginning or the end is left out', async t => {
  t.equal(skip('hello', 2), 'llo')
  t.equal(skip('特征评估', 3), '评估', 'a character cut in two goes')
  t.equal(skip('hi', 5), '')
  t.equal(skip('hi', 0), 'hi')
  t.equal(tail('hello', 3), 'llo')
  t.equal(tail('hi', 3), 'hi')
  t.equal(tail('评估', 3), '估')
})

t.test('what a person takes for a character is one', async t => {
  t.same(characters('a特👩‍🔬'), ['a', '特', '👩‍🔬'])
})

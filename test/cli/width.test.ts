import t from 'tap'
import { cutTo, padTo } from '../../src/cli/width.js'

t.test('a text is filled up by the columns it takes, not by its characters', async t => {
  t.equal(padTo('psi', 6), 'psi   ')
  t.equal(padTo('评估', 6), '评估  ')
  t.equal(padTo('\u001B[31mpsi\u001B[39m', 4), '\u001B[31mpsi\u001B[39m ')
  t.equal(padTo('longer', 3), 'longer')
})

t.test('a text that is too long ends in an ellipsis and fits', async t => {
  t.equal(cutTo('regression', 10), 'regression')
  t.equal(cutTo('regression', 6), 'regre…')
  t.equal(cutTo('评估模型', 5), '评估…')
  t.equal(cutTo('评估模型', 4), '评…')
  t.equal(cutTo('x', 0), '')
})

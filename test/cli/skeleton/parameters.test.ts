import t from 'tap'
import { parameterLines } from '../../../src/cli/skeleton/parameters.js'
import { inputParamSchema } from '../../../src/protocol/component.js'

function lines(...parameters: Record<string, unknown>[]): string[] {
  return parameterLines(
    parameters.map(each => inputParamSchema.parse({ name: 'p', ...each })),
    2,
  )
}

t.test('a parameter with its default, and all that is said of it', async t => {
  t.strictSame(
    lines({
      title: '学习率',
      description: 'how far\na step goes',
      type: 'float',
      defaultValue: '0.15',
      validator: '(0,1)',
      bindingData: [{ label: 'small', value: '0.15' }, { value: 0.3 }],
      dependsOn: ['optimizer.sgd', 'optimizer.adam'],
    }),
    [
      '  # 学习率: how far a step goes (float; one of "0.15", 0.3; within (0,1); with optimizer.sgd or',
      '  # optimizer.adam)',
      '  p: "0.15"',
    ],
  )
})

t.test('without a default: to be filled in, or left out', async t => {
  t.strictSame(lines({ type: 'string', optional: false }), ['  # (string; required)', '  p: # TODO'])
  t.strictSame(lines({ type: 'integer', defaultValue: null }), ['  # (integer; no default)', '  # p:'])
})

t.test('what says nothing is not said, and nothing twice', async t => {
  t.strictSame(
    lines({ title: 'id', description: 'id', defaultValue: 'x', validator: 'regular-正则项', bindingData: [] }),
    ['  # id', '  p: x'],
  )
  t.strictSame(lines({ defaultValue: 1 }, { defaultValue: 2 }), ['  p: 2'], 'of two with one name, the last counts')
  t.match(lines({ defaultValue: 'a', validator: "regular:'^a$'" }), ["  # (regular:'^a$')", '  p: a'])
})

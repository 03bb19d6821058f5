import t from 'tap'
import { lintNames } from '../../../src/components/lint/names.js'
import { parseYaml } from '../../../src/yaml/parse.js'
import { Remarks } from '../../../src/yaml/remarks.js'

t.test('names that stand twice, and names with blanks around them', async t => {
  const entries = [{ name: 'a' }, { name: ' b' }, { name: 'a' }, {}, 'a', { name: '' }]
  const remarks = new Remarks(parseYaml(JSON.stringify(entries, undefined, 1), 'psi.json'))
  lintNames(entries, [], remarks)
  t.match(remarks.problems, [
    { severity: 'warning', line: 6, message: 'the name " b" begins or ends with a blank' },
    { severity: 'warning', line: 9, message: /the name "a" is taken/ },
  ])
})

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what is tested
import t from 'tap'
import { z } from 'zod'
import { substituteEnvironment } from '../../src/yaml/environment.js'
import { parseYaml } from '../../src/yaml/parse.js'
import { checkDocument, zodDiagnostics } from '../../src/yaml/zod.js'

const schema = z.strictObject({
  name: z.string(),
  cores: z.number().describe('a number of cores, for example 2').optional(),
  kind: z.enum(['docker', 'process', 'auto']).optional(),
  peers: z
    .record(
      z.string().regex(/^[a-z]+$/, 'a peer is lower case letters'),
      z.union([z.string(), z.strictObject({ address: z.string(), port: z.int().max(65535).optional() })]),
    )
    .optional(),
  shape: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('line') }),
      z.strictObject({ type: z.literal('dot') }),
    ])
    .optional(),
  list: z
    .array(z.strictObject({ x: z.number().min(1) }))
    .min(1)
    .optional(),
  codes: z.array(z.strictObject({ code: z.union([z.string(), z.number()]) })).optional(),
  even: z
    .number()
    .refine(n => n % 2 === 0, 'this must be an even number')
    .optional(),
})

/** What is said of a text, as `line:column message | hint`. */
function said(text: string): string[] {
  const { diagnostics } = checkDocument(parseYaml(`name: x\n${text}`, 'f'), schema)
  return diagnostics.map(d => `${d.line}:${d.column} ${d.message}${d.hint === undefined ? '' : ` | ${d.hint}`}`)
}

t.test('good data comes back typed', async t => {
  const { data } = checkDocument(parseYaml('name: x\ncores: 2', 'f'), schema)
  t.equal(data?.cores, 2)
})

t.test("the schema's own words say what was expected", async t => {
  t.same(said('cores: two'), ['2:8 expected a number of cores, for example 2; found the text "two"'])
  t.same(said('cores: [2]'), ['2:8 expected a number of cores, for example 2; found a list'])
  t.same(said('cores:'), ['2:1 expected a number of cores, for example 2; found nothing'])
  t.same(said('even: 3'), ['2:7 this must be an even number'])
})

t.test('without them, plain words', async t => {
  t.same(said('peers: {bb: {address: true}}'), ['2:23 expected a text; found true'])
  t.same(said('peers: {bb: {address: a, port: 70000}}'), [
    '2:32 expected a number that is at most 65535; found the number 70000',
  ])
  t.same(said('list: []'), ['2:7 expected a list of at least 1 entry; found an empty list'])
  t.same(said('list:\n  - x: 0'), ['3:8 expected a number that is at least 1; found the number 0'])
  t.same(said('list:\n  - {}'), ['3:5 "list[0].x" is missing: expected a number'])
  t.same(said('codes:\n  - {}'), ['3:5 "codes[0].code" is missing: expected a text or a number'])
  t.same(said('codes:\n  - code: []'), ['3:11 expected a text or a number; found an empty list'])
})

t.test('unknown fields and words are compared with the known ones', async t => {
  t.same(said('kinds: auto'), ['2:1 there is no field "kinds" | did you mean "kind"?'])
  t.same(said('peers:\n  bb:\n    address: x\n    prot: 1'), [
    '5:5 there is no field "prot" in "peers.bb" | did you mean "port"?',
  ])
  t.same(said('list: [{x: 1, colour: 2}]'), ['2:15 there is no field "colour" in "list[0]" | what may stand here: x'])
  t.same(said('kind: dokcer'), [
    '2:7 expected one of docker, process or auto; found the text "dokcer" | did you mean "docker"?',
  ])
})

t.test('keys of a mapping are checked at the key', async t => {
  t.same(said('peers:\n  B1: x'), ['3:3 a peer is lower case letters'])
})

t.test('alternatives: the one that came near, or all of them', async t => {
  t.same(said('peers:\n  bb: {adress: x}'), [
    '3:3 "peers.bb.address" is missing: expected a text',
    '3:8 there is no field "adress" in "peers.bb" | did you mean "address"?',
  ])
  t.same(said('peers:\n  bb: 5'), ['3:7 expected a text or a mapping; found the number 5'])
  t.same(said('shape: {type: lnie}'), [
    '2:15 expected type to be line or dot; found the text "lnie" | did you mean "line"?',
  ])
})

t.test('every mistake at once', async t => {
  const text = 'cores: x\nkind: y\nfoo: 1\n'
  t.equal(checkDocument(parseYaml(text, 'f'), schema).diagnostics.length, 4)
})

t.test('mistakes of the YAML and of its value together, and no echoes', async t => {
  const text = 'name: a\nname: b\ncores: ${NO_SUCH_CORES}\nkind: x\n'
  const { data, diagnostics } = checkDocument(substituteEnvironment(parseYaml(text, 'f'), {}), schema)
  t.equal(data, undefined)
  t.match(diagnostics, [
    { line: 2 },
    { line: 3, message: /NO_SUCH_CORES is not set/ },
    { line: 4, message: /expected one of/ },
  ])
})

t.test('a warning does not take the data away', async t => {
  const { data, diagnostics } = checkDocument(parseYaml('name: !odd x', 'f'), schema)
  t.equal(data?.name, 'x')
  t.match(diagnostics, [{ severity: 'warning' }])
})

t.test('a document that is no YAML gives its own problems', async t => {
  t.match(checkDocument(parseYaml('a: *x', 'f'), schema).diagnostics, [{ message: /no anchor/ }])
})

t.test('without the schema only the suggestions are missing', async t => {
  const document = parseYaml('name: 1\nnaem: 2', 'f')
  const { error } = schema.safeParse(document.value)
  t.match(error && zodDiagnostics(error, document), [
    { line: 1, message: 'expected a text; found the number 1' },
    { line: 2, message: 'there is no field "naem"', hint: undefined },
  ])
})

/** The descriptions as one page of HTML for a person: it stands alone, asks nothing of any other place, and runs nothing. */
import type { Description, Operation } from './describe.js'
import type { JsonSchema } from './schemas.js'

/** The page, of one description after the other. */
export function page(descriptions: readonly Description[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>isched: the interface</title>
<style>${STYLE}</style>
</head>
<body>
<nav><h1>isched</h1>${descriptions.map(contents).join('')}</nav>
<main>${descriptions.map(chapter).join('')}</main>
</body>
</html>
`
}

function contents(description: Description, index: number): string {
  const links = operations(description).map(
    ({ method, path, operation }) =>
      `<li><a href="#${anchor(index, operation)}"><b class="${method}">${method.toUpperCase()}</b> ${breakable(shortened(path))}</a></li>`,
  )
  return `<h2><a href="#${index}">${escaped(description.info.title)}</a></h2><ul>${links.join('')}</ul>`
}

function chapter(description: Description, index: number): string {
  const schemas = Object.entries(description.components.schemas).filter(
    ([name]) => !(name in description.components.responses),
  )
  return `<section class="chapter" id="${index}">
<h2>${escaped(description.info.title)}</h2>
${paragraphs(description.info.description)}
${operations(description)
  .map(each => section(each, index))
  .join('\n')}
<h3>Names used above</h3>
${schemas.map(([name, schema]) => `<article id="${index}-${name}"><h4>${name}</h4>${shape(schema, index)}</article>`).join('\n')}
</section>`
}

interface Found {
  method: string
  path: string
  operation: Operation
}

function operations({ paths }: Description): Found[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
}

function section({ method, path, operation }: Found, index: number): string {
  const { parameters, requestBody, responses, security } = operation
  const ok = 'content' in (responses[200] ?? {}) ? Object(responses[200]) : {}
  const statuses = Object.keys(responses).filter(status => status !== '200')
  return `<article id="${anchor(index, operation)}">
<h3><b class="${method}">${method.toUpperCase()}</b> <code>${breakable(path)}</code></h3>
<p class="summary">${escaped(operation.summary)}${security.length > 0 ? ' <span class="lock">token</span>' : ''}</p>
${paragraphs(operation.description)}
${parameterTable(parameters, index)}
${
  requestBody
    ? Object.values(requestBody.content)
        .map(media => `<h4>Body</h4>${shape(media.schema, index)}${examples(media)}`)
        .join('')
    : ''
}
<h4>Answer</h4>
${Object.entries<Record<string, unknown>>(ok.content ?? {})
  .map(([type, media]) => answer(type, media, index))
  .join('')}
${statuses.length > 0 ? `<p class="small">HTTP statuses beside 200: ${statuses.join(', ')}</p>` : ''}
</article>`
}

function parameterTable(parameters: JsonSchema[], index: number): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escaped(String(name))}</code></td><td>${escaped(String(place))}${required === true ? ', required' : ''}</td><td>${typeText(Object(schema), index)}</td><td>${inline(String(description ?? ''))}</td></tr>`,
  )
  return `<h4>Parameters</h4><table>${rows.join('')}</table>`
}

/** The `data` of the envelope where it is one; the whole where it is none. */
function answer(type: string, media: Record<string, unknown>, index: number): string {
  const [success] = Array.isArray(Object(media.schema).anyOf) ? Object(media.schema).anyOf : []
  const data = Object(Object(success).properties).data
  const what =
    data === undefined
      ? `<p><code>${escaped(type)}</code></p>`
      : `<p class="small">in <code>data</code>:</p>${shape(data, index)}`
  return what + examples(media)
}

function examples(media: { example?: unknown; examples?: unknown }): string {
  const shown = Object.entries<unknown>(Object(media.examples)).map(([name, example]) => {
    const text = JSON.stringify(Object(example).value, null, 2)
    return `<figure><figcaption>${escaped(name)}</figcaption><pre>${escaped(text)}</pre></figure>`
  })
  if (typeof media.example === 'string') shown.push(`<figure><pre>${escaped(media.example)}</pre></figure>`)
  return shown.join('')
}

/** A schema as a table of its fields, or in a line where it has none. */
function shape(schema: JsonSchema, index: number): string {
  const about = typeof schema.description === 'string' ? `<p>${inline(schema.description)}</p>` : ''
  const rows = fieldRows(schema, '', index)
  return rows.length > 0 ? `${about}<table>${rows.join('')}</table>` : `${about}<p>${typeText(schema, index)}</p>`
}

function fieldRows(schema: JsonSchema, prefix: string, index: number): string[] {
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : []
  return Object.entries<JsonSchema>(Object(schema.properties)).flatMap(([name, field]) => {
    const path = prefix + name
    const row = `<tr><td><code>${escaped(path)}</code></td><td>${required.includes(name) ? 'required' : ''}</td><td>${typeText(field, index)}</td><td>${inline(String(field.description ?? ''))}</td></tr>`
    return [row, ...fieldRows(field, `${path}.`, index), ...fieldRows(Object(field.items), `${path}[].`, index)]
  })
}

/** `text`, `list of DagEntry`, `one of READY, REJECTED` */
function typeText(schema: JsonSchema, index: number): string {
  const { $ref: ref, anyOf, enum: values, type, items, additionalProperties: others, pattern } = schema
  if (typeof ref === 'string') {
    const name = ref.slice(ref.lastIndexOf('/') + 1)
    return `<a href="#${index}-${name}">${name}</a>`
  }
  if (Array.isArray(anyOf)) return anyOf.map(each => typeText(Object(each), index)).join(' or ')
  if (Array.isArray(values)) return values.map(value => `<code>${escaped(String(value))}</code>`).join(' ')
  if ('const' in schema) return `<code>${escaped(JSON.stringify(schema.const))}</code>`
  if (Array.isArray(type)) return type.map(each => WORDS[String(each)] ?? String(each)).join(' or ')
  if (type === 'array') return `list of ${typeText(Object(items), index)}`
  if (type === 'object' && schema.properties === undefined && Object.keys(Object(others)).length > 0)
    return `object of ${typeText(Object(others), index)}`
  const word = type === undefined ? 'anything' : (WORDS[String(type)] ?? String(type))
  return typeof pattern === 'string' && pattern.length < 60 ? `${word} <code>${escaped(pattern)}</code>` : word
}

const WORDS: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
}

function anchor(index: number, operation: Operation): string {
  return `${index}-${operation.operationId}`
}

function shortened(path: string): string {
  return path.replace(/^\/v1\/(interconn|platform)\/schedule\//, '')
}

function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .filter(each => each !== '')
    .map(each => `<p>${inline(each)}</p>`)
    .join('')
}

/** Text with its `code`. */
function inline(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

function breakable(path: string): string {
  return escaped(path).replaceAll('/', '/<wbr>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1f23; --paper: #fff; --soft: #f3f4f6; --line: #d9dce1; --faint: #5b626c; --get: #17653a; --post: #8a4b00; --link: #0b57a4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e5e8; --paper: #15171a; --soft: #1f2226; --line: #363b42; --faint: #a0a7b1; --get: #7fd6a2; --post: #f0b36a; --link: #86bdf5 } }
* { box-sizing: border-box }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: 13px }
nav h1 { margin: 0 }
nav h2 { font-size: 13px; margin: 1.2rem 0 .3rem }
nav ul { list-style: none; margin: 0; padding: 0 }
main { padding: 1rem 2rem 4rem; max-width: 62rem }
a { color: var(--link); text-decoration: none }
a:hover { text-decoration: underline }
article { border-top: 1px solid var(--line); padding: .6rem 0 1rem; scroll-margin-top: .5rem }
h3 { font-size: 17px; margin: .6rem 0 .2rem }
h4 { margin: .9rem 0 .3rem }
.summary { font-weight: 600; margin: .2rem 0 }
.get { color: var(--get) }
.post { color: var(--post) }
.lock { border: 1px solid var(--line); border-radius: 3px; padding: 0 .4em; font-weight: 400; font-size: 12px; color: var(--faint) }
.small { color: var(--faint); font-size: 13px; margin: .3rem 0 }
code, pre { font: 13px/1.45 ui-monospace, monospace }
pre { background: var(--soft); padding: .6rem .8rem; overflow: auto; margin: 0; border-radius: 4px }
figure { margin: .5rem 0 }
figcaption { color: var(--faint); font-size: 13px }
table { border-collapse: collapse; width: 100%; font-size: 14px }
td { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; vertical-align: top }
td:nth-child(2) { color: var(--faint); white-space: nowrap }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 1rem } }
@media print { nav { display: none } body { display: block } }
`

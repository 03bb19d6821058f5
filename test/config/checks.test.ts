import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../../src/config/load.js'

type Tap = Pick<typeof t, 'testdir'>

/** What is said of a file, as `line:column severity message`. */
async function said(t: Tap, text: string): Promise<string[]> {
  const folder = t.testdir({ 'ischedd.yaml': `node_id: bank-a\n${text}`, 'run.sh': '#!/bin/sh\n' })
  await chmod(join(folder, 'run.sh'), 0o755)
  const { diagnostics } = await readSettings(join(folder, 'ischedd.yaml'))
  return diagnostics.map(d => `${d.line}:${d.column} ${d.severity} ${d.message.replaceAll(folder, 'FOLDER')}`)
}

t.test('a peer that is this node', async t => {
  t.same(await said(t, 'peers: {bank-a: 127.0.0.1:9701}'), [])
  t.same(await said(t, 'peers: {bank-a: bank-a.example:9701}'), [], 'a name may well be this machine')
  t.match(await said(t, 'peers:\n  bank-a: 192.0.2.1:9701'), [/^3:3 warning "bank-a" is this node itself/])
  t.match(await said(t, 'peers:\n  bank-a: 127.0.0.1:9999'), [/^3:3 warning/])
})

t.test('the scheduler is this node or a peer', async t => {
  t.same(await said(t, 'scheduler: bank-a'), [])
  t.same(await said(t, 'scheduler: bank-b\npeers: {bank-b: "b:1"}'), [])
  t.same(await said(t, 'scheduler: constructor'), [
    '2:12 error the scheduler "constructor" is neither this node nor one of its peers',
  ])
})

t.test('a platform listener that others reach', async t => {
  t.match(await said(t, 'listen: {platform: "0.0.0.0:9700"}'), [/^2:20 warning .*plain HTTP/])
  t.match(await said(t, 'listen: {platform: "10.0.0.1:9700"}'), [/^2:20 warning/])
  t.same(await said(t, 'listen: {platform: "[::1]:9700"}'), [])
})

t.test('ports that clash', async t => {
  t.match(await said(t, 'listen: {interconn: "127.0.0.1:9700"}'), [
    /^2:21 error the interconn listener would take port 9700/,
  ])
  t.match(await said(t, 'listen: {callback: "auto:9701"}'), [/^2:20 error the callback listener/])
  t.same(
    await said(t, 'listen: {platform: "localhost:9702", interconn: "192.0.2.1:9702"}'),
    [],
    'two addresses, one port',
  )
  t.same(await said(t, 'listen: {platform: "127.0.0.1:0", interconn: "127.0.0.1:0"}'), [], 'any free port')
  t.match(await said(t, 'listen: {interconn: "auto:9701"}'), [/^2:21 error auto is for the callback listener alone/])
})

t.test('volumes', async t => {
  const volumes = (list: string) => said(t, `runner: {docker: {volumes: [${list}]}}`)
  t.same(await volumes('"/etc:/etc:ro", "name:/x", "name:/x:rw,z", "./run.sh:/run.sh"'), [])
  t.match(await volumes('"data"'), [/error "data" is no volume/])
  t.match(await volumes('"/etc:etc"'), [/error/])
  t.match(await volumes('"/etc:/etc:readonly"'), [/error/])
  t.match(await volumes('"~/x:/x"'), [/error/])
  t.match(await volumes('"/no/such/folder:/x"'), [/warning \/no\/such\/folder does not exist/])
})

t.test('commands of images', async t => {
  const images = (list: string) => said(t, `runner: {kind: process, process: {images: {${list}}}}`)
  t.same(await images('a: [sh, x], b: [./run.sh], c: {command: [./run.sh], working_directory: .}'), [])
  t.match(await images(''), [/^2:16 warning the process runner has no images/])
  t.match(await images('a: [no-such-program]'), [
    /^2:47 warning The program no-such-program of the image a is not there/,
  ])
  t.match(await images('a: [./none]'), [/warning The program FOLDER\/none of the image a is not there/])
  t.match(await images('a: [./ischedd.yaml]'), [/may not be run/])
  t.match(await images('a: {command: [sh], working_directory: none}'), [/warning The working directory FOLDER\/none/])
})

t.test('nothing is said that may follow from another mistake', async t => {
  t.match(await said(t, 'listen: {platform: x, interconn: "127.0.0.1:9700"}'), [/^2:20 error expected host:port/])
  t.match(await said(t, 'peers: {bank-b: 5}\nscheduler: bank-b'), [/^2:17 error/])
  t.match(await said(t, 'runner: {kind: process, process: {images: {a: []}}}'), [/^2:47 error/])
})

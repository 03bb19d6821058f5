import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { junitReport } from '../../../src/conformance/report/junit.js'
import { NASTY, sampleReport } from './sample.js'

const xml = junitReport(sampleReport())

t.test('a suite for each part, a case for each case', async t => {
  const [declaration, root, ...lines] = xml.split('\n')
  t.equal(declaration, '<?xml version="1.0" encoding="UTF-8"?>')
  t.equal(root, '<testsuites name="isched conformance" tests="12" failures="2" errors="0" skipped="8" time="12.500">')
  t.match(
    lines[0],
    '<testsuite name="bank-c as participant" tests="5" failures="2" errors="0" skipped="1" timestamp="2026-11-25T02:00:00" time="12.500">',
  )
  t.equal(xml.match(/<testcase /g)?.length, 12)
  t.match(xml, '<failure type="differs" message="success">sent: POST job/start {}\n')
  t.match(xml, '<skipped message="without --listen"/>')
  t.match(xml, '<system-out>it is served</system-out>')
  t.notMatch(xml, NASTY.slice(0, 8))
  t.notMatch(xml, '\u0007')
})

const { stdout: found = '' } = await execa('python3', ['-c', 'import xml.etree; print("there")'], { reject: false })

t.test('it is XML', { skip: found === 'there' ? false : 'no python3' }, async t => {
  const file = join(t.testdir(), 'report.xml')
  writeFileSync(file, xml)
  const count =
    'import sys, xml.etree.ElementTree as e; r = e.parse(sys.argv[1]).getroot(); print(r.tag, len(r.findall("testsuite/testcase/failure")))'
  t.equal((await execa('python3', ['-c', count, file])).stdout, 'testsuites 2')
})

import t from 'tap'
import { containerName, labelsOf, readLabels } from '../../../src/runner/docker/labels.js'

const SPEC = {
  name: 'job/1 三',
  labels: { 'isched.job': 'job-1' },
  image: 'a:1',
  environment: {},
  resources: {},
  logDirectory: '/l',
}

t.test('what labels are given is read back', async t => {
  const labels = labelsOf('0a1b2c3d', SPEC)
  t.match(labels, { 'isched.installation': '0a1b2c3d', 'isched.name': SPEC.name, 'isched.image': 'a:1' })
  t.same(readLabels(labels), { name: SPEC.name, labels: SPEC.labels })
  t.same(readLabels({ other: 'x' }), { name: '', labels: { other: 'x' } })
})

t.test("a spec cannot pass itself off as another installation's", async t => {
  const labels = labelsOf('mine', { ...SPEC, labels: { 'isched.installation': 'theirs', 'isched.name': 'other' } })
  t.match(labels, { 'isched.installation': 'mine', 'isched.name': SPEC.name })
})

t.test("a container's name says whose it is", async t => {
  t.equal(containerName('0a1b2c3d', 'task-1.guest.0'), 'isched-0a1b2c3d-task-1.guest.0')
  t.match(containerName('0a1b2c3d', SPEC.name), /^isched-0a1b2c3d-job_1_-[0-9a-f]{16}$/)
})

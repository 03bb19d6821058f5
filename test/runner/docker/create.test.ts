import t from 'tap'
import { createCall, onBridge } from '../../../src/runner/docker/create.js'
import type { EngineFacts } from '../../../src/runner/docker/engine.js'

const FACTS: EngineFacts = {
  version: '20.10',
  system: 'Linux',
  storageDriver: 'overlay2',
  backingFilesystem: 'xfs',
  loggingDriver: 'json-file',
  cpu: 2,
  memory: 8,
  limitsCpu: true,
  limitsMemory: true,
}
const SETTINGS = { installation: 'one', network: 'bridge', volumes: ['/data:/data:ro'] }
const SPEC = {
  name: 'a',
  labels: {},
  image: 'img:1',
  digest: 'sha256:0a',
  environment: { 'a.b': 'c=d', empty: '' },
  resources: { cpu: 1.5, memory: 0.5, disk: 2 },
  logDirectory: '/logs/with:colon',
}

t.test('a container is what the spec says and no more', async t => {
  t.match(createCall(SPEC, SETTINGS, FACTS, true), {
    _query: { name: 'isched-one-a' },
    _body: {
      Image: 'sha256:0a',
      Env: ['a.b=c=d', 'empty='],
      HostConfig: {
        NetworkMode: 'bridge',
        Binds: ['/data:/data:ro'],
        Mounts: [{ Type: 'bind', Source: '/logs/with:colon', Target: '/var/log/isched' }],
        ExtraHosts: ['host.docker.internal:host-gateway'],
        RestartPolicy: { Name: 'no' },
        NanoCpus: 1.5e9,
        Memory: 2 ** 29,
        MemorySwap: 2 ** 29,
        StorageOpt: { size: String(2 ** 31) },
      },
    },
  })
})

t.test('no limit is no limit', async t => {
  const { HostConfig } = createCall({ ...SPEC, resources: {} }, SETTINGS, FACTS, true)._body
  t.notHas(HostConfig, { NanoCpus: Number })
  t.notHas(HostConfig, { Memory: Number })
  t.notHas(HostConfig, { StorageOpt: Object })
  t.notHas(createCall(SPEC, SETTINGS, FACTS, false)._body.HostConfig, { StorageOpt: Object })
})

t.test("without a digest, by the image's name", async t => {
  const { digest: _digest, ...spec } = SPEC
  t.equal(createCall(spec, SETTINGS, FACTS, false)._body.Image, 'img:1')
})

t.test('an engine that keeps no output is told to, another is left alone', async t => {
  t.equal(createCall(SPEC, SETTINGS, FACTS, true)._body.HostConfig?.LogConfig, undefined)
  const silent = createCall(SPEC, SETTINGS, { ...FACTS, loggingDriver: 'none' }, true)
  t.equal(silent._body.HostConfig?.LogConfig?.Type, 'json-file')
})

t.test("on the host's network there is no gateway to name", async t => {
  t.equal(createCall(SPEC, { ...SETTINGS, network: 'host' }, FACTS, true)._body.HostConfig?.ExtraHosts, undefined)
  t.same(['bridge', 'mine', 'host', 'none'].map(onBridge), [true, true, false, false])
})

import t from 'tap'
import { createDockerRunner } from '../../src/runner/docker.js'
import { busyboxImage, engine, SOCKET } from '../helpers/docker.js'
import { contract } from './contract.js'

t.test('the Docker runner', await engine(), async t => {
  contract(t, {
    runner: installation =>
      createDockerRunner({
        socket: SOCKET,
        network: 'bridge',
        volumes: [],
        installation,
        capacity: {},
        log: () => undefined,
      }),
    script: await busyboxImage(),
    environment: await busyboxImage(['/bin/env']),
  })
})

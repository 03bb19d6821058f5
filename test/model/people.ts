/** Those who submit, stop, approve and refuse, each at the door of a node. */
import { IschedNode } from './node.js'
import { type Action, behaviourOf, bodyOf, type JobSpec, jobId, takingPart, taskName } from './scenario.js'
import type { World } from './world.js'

/** How often a person tries again whose node does not answer. */
const RETRY_MS = 700

export class People {
  /** Those who have still to be heard. */
  asking = 0

  constructor(private readonly world: World) {}

  submit(job: JobSpec, index: number): void {
    const body = bodyOf(job, index)
    this.#ask(
      `submits ${jobId(index)}`,
      job.initiator,
      ({ initiator }) => initiator.submit(body, 'trace'),
      (code, msg) => {
        if (code >= 500 && !msg.includes('did not take the job')) return false
        this.world.submissions[index] = code === 0 ? 'accepted' : 'refused'
        return true
      },
    )
  }

  act(action: Action): void {
    const id = jobId(action.job)
    switch (action.type) {
      case 'stop':
        return this.#stop(action.node, id)
      case 'stopTask': {
        const name = taskName(action.task)
        return this.#ask(`stops ${name} of ${id}`, action.node, ({ initiator }) => initiator.stop(id, name), isAnswer)
      }
      case 'decide': {
        const { approval } = action
        this.#ask(
          `says ${approval} to ${id}`,
          action.node,
          ({ participant }) => participant.decide(id, approval),
          isAnswer,
        )
      }
    }
  }

  #stop(node: number, id: string): void {
    this.#ask(
      `stops ${id}`,
      node,
      ({ initiator }) => initiator.stop(id),
      code => {
        if (!isAnswer(code)) return false
        this.world.stopped.add(id)
        return true
      },
    )
  }

  /** A person at a node's own door, who tries again until there is an answer that is good enough, or the faults have ended. */
  #ask(
    what: string,
    index: number,
    request: Parameters<IschedNode['ask']>[0],
    isDone: (code: number, msg: string) => boolean,
  ): void {
    const node = this.world.nodes[index]
    if (!(node instanceof IschedNode) || node.lost) return
    this.asking += 1
    let answered = false
    const done = (): void => {
      if (!answered) this.asking -= 1
      answered = true
    }
    const again = (): void => {
      if (!answered) this.world.clock.after(RETRY_MS, ask)
    }
    const ask = (): void => {
      if (node.lost) return done()
      // Whoever gets no answer, because the daemon died over it, asks again.
      let heard = false
      this.world.clock.after(8000, () => {
        if (!heard) again()
      })
      void node.ask(request).then(answer => {
        heard = true
        this.world.say(
          () =>
            `somebody at ${node.id} ${what}: ${answer === undefined ? 'nobody there' : `${answer.code} ${answer.msg}`}`,
        )
        if (answer !== undefined && (isDone(answer.code, answer.msg) || (this.world.chaos.calm && answer.code < 500)))
          done()
        else again()
      })
    }
    ask()
  }

  /** Components that hang, people who never decide, and nodes that never come back keep a job for ever: somebody stops it. */
  stopWhatCannotEnd(): void {
    for (const [index, job] of this.world.scenario.jobs.entries()) {
      const hangs = job.tasks.some((_task, at) =>
        takingPart(job, at).some(({ key }) => behaviourOf(job, at, key).end === 'hang'),
      )
      const waits = Object.values(job.roles)
        .flat()
        .some(node => this.world.scenario.nodes[node]?.approval === 'manual')
      if (hangs || waits) this.#stop(job.initiator, jobId(index))
      if (this.world.scenario.loss !== undefined)
        for (const node of this.world.nodes.keys()) this.#stop(node, jobId(index))
    }
  }
}

/** A person tries again while the node has troubles, or does not know the job yet. */
function isAnswer(code: number): boolean {
  return code !== 404 && code < 500
}

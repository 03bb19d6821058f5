/** The events of a `text/event-stream`, as they arrive. */
import { createParser } from 'eventsource-parser'

export interface ServerSentEvent {
  name: string
  /** To be given back as `Last-Event-ID` when the stream is opened again. */
  id: string | undefined
  data: string
}

/** Reads a stream of bytes or text to its end; throws what the stream throws. */
export async function* serverSentEvents(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<ServerSentEvent> {
  const arrived: ServerSentEvent[] = []
  const parser = createParser({
    onEvent: ({ event, id, data }) => arrived.push({ name: event ?? 'message', id, data }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of stream) {
    parser.feed(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    yield* arrived.splice(0)
  }
}

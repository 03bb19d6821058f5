/** Hands the application to Ink. Apart from `watch.ts`, so that nothing of React is loaded before it is needed. */
import { render } from 'ink'
import { App, type AppProps } from './app.js'

/** An application on the screen; `ended` rejects with a fault of its own. */
export interface Showing {
  ended: Promise<unknown>
  end(): void
}

export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

/** Shows the application. Every write to `stdout` is a whole frame. */
export function show(props: AppProps, { stdin, stdout, stderr }: Streams): Showing {
  const app = render(<App {...props} />, {
    stdin,
    stdout,
    stderr,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  return { ended: app.waitUntilExit(), end: () => app.unmount() }
}

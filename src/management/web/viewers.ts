/** Who watches the event stream: server-sent events, one connection each (HTML standard, §9.2). */
import type { ServerResponse } from 'node:http';
import type { FaceClock } from '../face.ts';
import { limits } from './limits.ts';

export interface Viewer {
  /** Writes one event; `id` is what the client resumes from. */
  send(event: string, json: string, id?: number): void;
  isOpen(): boolean;
}

export interface Viewers {
  /** Takes over the response. `onGone` is told once. undefined: there are too many already. */
  open(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    onGone: () => void,
  ): Viewer | undefined;
  count(): number;
  closeAll(): void;
}

function write(response: ServerResponse, text: string): void {
  // Who does not read would make us keep everything: it may come back and resume.
  if (response.writableLength > limits.viewerBytes) response.destroy();
  else response.write(text);
}

export function createViewers(clock: FaceClock): Viewers {
  const open = new Set<ServerResponse>();
  let timer: unknown;

  function beat(): void {
    for (const response of open) write(response, ':\n\n');
    timer = clock.setTimeout(beat, limits.heartbeatMs);
  }

  return {
    open(response, headers, onGone) {
      if (open.size >= limits.viewers) return undefined;
      if (open.size === 0) timer = clock.setTimeout(beat, limits.heartbeatMs);
      open.add(response);
      response.once('close', () => {
        open.delete(response);
        if (open.size === 0) clock.clearTimeout(timer);
        onGone();
      });
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 2000\n\n');
      return {
        send(event, json, id) {
          const idLine = id === undefined ? '' : `id: ${id}\n`;
          write(response, `${idLine}event: ${event}\ndata: ${json}\n\n`);
        },
        isOpen: () => open.has(response),
      };
    },
    count: () => open.size,
    closeAll() {
      for (const response of open) response.destroy();
    },
  };
}

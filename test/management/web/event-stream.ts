/** A client of server-sent events: what it has received so far, and a wait for more. */
import { get, type IncomingMessage } from 'node:http';

export interface Received {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

export interface EventStream {
  readonly received: readonly Received[];
  readonly status: number;
  /** Resolves when so many events are there. */
  until(count: number): Promise<readonly Received[]>;
  close(): void;
}

function parse(block: string): Received | undefined {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const cut = line.indexOf(':');
      return [line.slice(0, cut), line.slice(cut + 1).trim()];
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { event: fields.get('event') ?? '', id: fields.get('id'), data };
}

export async function openStream(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false }, resolve).once(
      'error',
      reject,
    );
  });
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  response.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const one = parse(block);
      if (one) received.push(one);
    }
    for (const look of waiting) look();
  });
  return {
    received,
    status: response.statusCode ?? 0,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve(received);
        };
        waiting.add(look);
        look();
      }),
    close: () => void response.destroy(),
  };
}

/** REST as the page asks it: JSON in and out, refusals as errors with their code. */

export class Problem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** What a refusal says to people: its code first, so that it can be looked up. */
export function problemText(error: unknown): string {
  if (error instanceof Problem) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

export interface AskOptions {
  readonly body?: unknown;
  /** The revision that a change is made on. */
  readonly ifMatch?: string | undefined;
}

export interface Answer<T> {
  readonly json: T;
  readonly etag: string | undefined;
}

export async function askWhole<T>(
  method: string,
  path: string,
  { body, ifMatch }: AskOptions = {},
): Promise<Answer<T>> {
  const response = await fetch(`/api/v1/${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Problem(response.status, json?.code ?? '', json?.detail ?? '');
  return { json, etag: response.headers.get('etag') ?? undefined };
}

export async function ask<T>(method: string, path: string, options?: AskOptions): Promise<T> {
  return (await askWhole<T>(method, path, options)).json;
}

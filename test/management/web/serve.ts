/** A web face on a free port before a fake gateway, and clients of every role. */
import type { Configuration } from '../../../src/domain/configuration.ts';
import { parseListener } from '../../../src/domain/listener.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import { createWebToken, createWebUser } from '../../../src/domain/web-users.ts';
import { createToken, hashPassword } from '../../../src/management/credentials.ts';
import { createWebFace, type WebFaceOptions } from '../../../src/management/web/face.ts';
import { createFakeGateway, type FakeGateway } from '../../support/fake-gateway.ts';
import { freePort } from '../../support/ports.ts';

// biome-ignore lint: the shape of an answer is what each test asserts.
type Json = any; // oxlint-disable-line typescript/no-explicit-any

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
}

export interface ServedFace extends AsyncDisposable {
  readonly gateway: FakeGateway;
  readonly origin: string;
  readonly tokens: Readonly<Record<'read' | 'operate' | 'configure', string>>;
  /** As `configure`, unless told otherwise. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  apply(configuration: Configuration): Promise<void>;
}

export interface AskOptions {
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const password = 'correct horse';
const passwordHash = await hashPassword(password);

/** Logs in as this: role configure. */
export const ann: { readonly name: string; readonly password: string } = { name: 'ann', password };

export async function serveFace(
  change: (configuration: Configuration) => Configuration = (same) => same,
  options: WebFaceOptions = {},
): Promise<ServedFace> {
  const port = await freePort();
  const made = { read: createToken(), operate: createToken(), configure: createToken() };
  const empty = createFakeGateway().configuration();
  let configuration = setWeb(empty, { listen: parseListener(`127.0.0.1:${port}`) });
  configuration = createWebUser(configuration, { name: 'ann', role: 'configure', passwordHash });
  for (const scope of ['read', 'operate', 'configure'] as const) {
    configuration = createWebToken(configuration, { name: scope, scope, hash: made[scope].hash });
  }
  const gateway = createFakeGateway({ configuration: change(configuration) });
  const face = createWebFace(gateway.context, options);
  await face.apply(gateway.configuration());
  const tokens = {
    read: made.read.token,
    operate: made.operate.token,
    configure: made.configure.token,
  };
  const origin = `http://127.0.0.1:${port}`;

  async function ask(method: string, path: string, asked: AskOptions = {}): Promise<Answer> {
    const token = 'token' in asked ? asked.token : tokens.configure;
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(asked.body !== undefined && { 'content-type': 'application/json' }),
        ...asked.headers,
      },
      ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      json: isJson ? JSON.parse(text) : text,
    };
  }

  return {
    gateway,
    origin,
    tokens,
    ask,
    apply: (next) => face.apply(next),
    [Symbol.asyncDispose]: () => face.stop(),
  };
}

/** An operator's session at a gateway without lives. */
import assert from 'node:assert/strict';
import { allCommands } from '../../src/management/cli/all-commands.ts';
import { createSession, type Session } from '../../src/management/cli/session.ts';
import { createFakeGateway, type FakeGateway, type FakeGatewayOverrides } from './fake-gateway.ts';

// oxlint-disable-next-line no-explicit-any -- the shape of an answer is what each test asserts.
type Json = any;

export interface FakeSession {
  readonly gateway: FakeGateway;
  readonly session: Session;
  /** Faults of ours that a command ran into. */
  readonly faults: readonly unknown[];
  /** Runs a command that must succeed; its JSON. */
  readonly json: (line: string) => Promise<Json>;
  /** The same; its text. */
  readonly text: (line: string) => Promise<string>;
  /** Runs a command that must be refused: `E-CODE: message`. */
  readonly refusal: (line: string) => Promise<string>;
  /** Runs commands that must all succeed. */
  readonly all: (...lines: readonly string[]) => Promise<void>;
}

export function createFakeSession(
  overrides: FakeGatewayOverrides & { readonly mayRevealSecrets?: boolean } = {},
): FakeSession {
  const { mayRevealSecrets = true, ...rest } = overrides;
  const gateway = createFakeGateway(rest);
  const faults: unknown[] = [];
  const { view, commands, events } = gateway;
  const session = createSession({
    grammar: allCommands,
    view,
    commands,
    events,
    author: { face: 'cli', name: 'owner' },
    mayRevealSecrets,
    onFault: (error) => faults.push(error),
  });

  async function answer(line: string) {
    const outcome = await session.execute(line);
    assert.ok(
      outcome.ok,
      outcome.ok ? '' : `${line}: ${outcome.error.code} ${outcome.error.message}`,
    );
    return outcome.answer;
  }

  return {
    gateway,
    session,
    faults,
    json: async (line) => (await answer(line)).json,
    text: async (line) => (await answer(line)).text,
    async refusal(line) {
      const outcome = await session.execute(line);
      assert.ok(!outcome.ok, `${line} was not refused`);
      return `${outcome.error.code}: ${outcome.error.message}`;
    },
    async all(...lines) {
      for (const line of lines) await answer(line);
    },
  };
}

/** Configuration changes made durable: sealed, numbered, and read back at start. */
import { checkConfiguration } from '../../domain/check-configuration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { emptyConfiguration } from '../../domain/empty-configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Author, Commands, Operations } from '../../management/commands.ts';
import type { View } from '../../management/view.ts';
import { decodeConfiguration, encodeConfiguration } from '../../store/configuration-document.ts';
import type { StateChange } from '../../store/store.ts';
import { isoTime, type World } from '../world.ts';
import { stagedCommands } from './staged-commands.ts';

type Keeping = Pick<World, 'store' | 'wallClock'>;

export class Changes {
  readonly #world: Keeping;
  #current: Configuration = emptyConfiguration;
  #revision: { readonly number: number; readonly at: string | null } = { number: 0, at: null };

  constructor(world: Keeping) {
    this.#world = world;
  }

  /** What the store has; false: it is empty. */
  async load(): Promise<boolean> {
    const latest = await this.#world.store.latestRevision();
    if (!latest) return false;
    this.#current = this.decode(latest.document);
    this.#revision = { number: latest.number, at: latest.at };
    checkConfiguration(this.#current);
    return true;
  }

  /** Runs changes on nothing but memory, then makes them durable as one revision, or not at all. */
  async stage(fill: (commands: Commands, view: View) => Promise<void>): Promise<void> {
    const { commands, view, result } = stagedCommands(this.#current);
    await fill(commands, view);
    await this.persist(
      result(),
      { face: 'config-file', name: 'start' },
      'the script of the first start',
    );
  }

  current(): Configuration {
    return this.#current;
  }

  revision(): { readonly number: number; readonly at: string | null } {
    return this.#revision;
  }

  /** Resolves with the number once it is durable; only then it is the current one. */
  async persist(
    configuration: Configuration,
    author: Author,
    summary: string,
    beside?: StateChange,
  ): Promise<number> {
    const { store, wallClock } = this.#world;
    const at = isoTime(wallClock());
    const revision = {
      at,
      author: `${author.face}:${author.name}`,
      summary,
      document: this.encode(configuration),
    };
    const number = await store.commitRevision(revision, beside);
    this.#current = configuration;
    this.#revision = { number, at };
    return number;
  }

  operations(): Pick<Operations, 'revisions' | 'revision'> {
    return {
      revisions: () => this.#world.store.revisions(),
      revision: async (number) => {
        const found = await this.#world.store.revision(number);
        if (!found) throw new Refusal('E-NOT-FOUND', `there is no revision ${number}`);
        return this.decode(found.document);
      },
    };
  }

  /** As a revision holds it: JSON text whose secrets are sealed. */
  encode(configuration: Configuration): string {
    const { store } = this.#world;
    return encodeConfiguration(configuration, (secret, context) => store.seal(secret, context));
  }

  decode(document: string): Configuration {
    const { store } = this.#world;
    return decodeConfiguration(document, (sealed, context) => store.unseal(sealed, context));
  }
}

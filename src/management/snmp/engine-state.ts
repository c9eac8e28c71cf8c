/**
 * What the engine must remember over restarts: how often it booted, and keys learnt for other
 * engines, sealed. RFC 3414 §2.2
 */
import type { FaceState } from '../face.ts';
import type { ForeignKeys } from './keyring.ts';

const bootsKey = 'snmp/engine-boots';
const foreignKeysKey = 'snmp/foreign-keys';
/** snmpEngineBoots latches here: then every message is refused until there is another engine id. */
const bootsMax = 2_147_483_647;

/** Makes secrets unreadable at rest; `context` binds a text to its place. */
export interface Sealing {
  seal(secret: string, context: string): string;
  unseal(sealed: string, context: string): string;
}

export class EngineState {
  readonly #state: FaceState;
  readonly #sealing: Sealing;
  #boots = 0;

  constructor(state: FaceState, sealing: Sealing) {
    this.#state = state;
    this.#sealing = sealing;
  }

  get boots(): number {
    return this.#boots;
  }

  /** One boot more, durable before anybody hears of it. Another engine begins anew. */
  async boot(engineId: string): Promise<number> {
    const [ofEngine, text = '0'] = ((await this.#state.get(bootsKey)) ?? '').split(' ');
    const before = ofEngine === engineId && /^[0-9]{1,10}$/.test(text) ? Number(text) : 0;
    const boots = Math.min(before + 1, bootsMax);
    await this.#state.put(bootsKey, `${engineId} ${boots}`);
    this.#boots = boots;
    return boots;
  }

  async foreignKeys(): Promise<ForeignKeys> {
    const pairs = this.#unsealed((await this.#state.get(foreignKeysKey)) ?? '')
      .split('\n')
      .map((line) => /^(\S+ [0-9a-f]+) ([0-9a-f]+)$/.exec(line))
      .flatMap((match) => (match?.[1] && match[2] ? [[match[1], match[2]] as const] : []));
    return Object.fromEntries(pairs);
  }

  async keepForeignKeys(keys: ForeignKeys): Promise<void> {
    const lines = Object.entries(keys).map(([place, key]) => `${place} ${key}`);
    await this.#state.put(foreignKeysKey, this.#sealing.seal(lines.join('\n'), foreignKeysKey));
  }

  /** What cannot be opened is learnt again. */
  #unsealed(sealed: string): string {
    if (sealed === '') return '';
    try {
      return this.#sealing.unseal(sealed, foreignKeysKey);
    } catch {
      return '';
    }
  }
}

/** Mutated and odd packets of nobody, a reader and a writer, the same for the same seed. */
import type { Oid } from '../../../src/management/snmp/oid.ts';
import type { SnmpValue, Varbind } from '../../../src/management/snmp/value.ts';
import type { SeededRandom } from '../../simulation/random.ts';
import { type Question, scopedPdu, tags, v2c, v3 } from './datagrams.ts';
import { instance } from './store-world.ts';

const below = (random: SeededRandom, limit: number) => random.between(0, limit - 1);

const oids: readonly Oid[] = [
  [1, 3, 6, 1, 2, 1, 1, 1, 0],
  [1, 3, 6, 1, 2, 1, 4_294_967_295],
  [2, 999, 1],
  [0, 0],
  [1, 3, 6, 1],
  instance('offhookUserAddress.alice'),
  instance('offhookUserRowStatus.alice'),
  instance('offhookUserRowStatus.new'),
  instance('offhookUserAddress.new'),
  instance('offhookLocServerHost.east'),
  instance('offhookNotifyEnable'),
  instance('offhookCallsSeconds'),
];

const numbers: readonly number[] = [0, 1, -1, 4, 5, 6, 10, 1000, 2_147_483_647, -2_147_483_648];

function value(random: SeededRandom): SnmpValue {
  const number = random.pick(numbers);
  return random.pick<SnmpValue>([
    { type: 'null' },
    { type: 'integer', value: number },
    { type: 'gauge32', value: Math.abs(number) },
    { type: 'octets', value: Buffer.alloc(below(random, 300), below(random, 256)) },
    { type: 'octets', value: Buffer.from('42') },
    { type: 'oid', value: random.pick(oids) },
    { type: 'counter64', value: BigInt(Math.abs(number)) },
    { type: 'ipAddress', value: Buffer.from([127, 0, 0, 1]) },
    { type: 'endOfMibView' },
  ]);
}

function question(random: SeededRandom): Question {
  const count = below(random, 6);
  const varbinds = Array.from({ length: count }, (): Varbind => {
    const oid = [...random.pick(oids)];
    if (random.chance(0.3)) oid.push(below(random, 2 ** 32));
    return { oid, value: value(random) };
  });
  const tag = random.pick([tags.get, tags.getNext, tags.getBulk, tags.set]);
  const second = random.pick(numbers);
  return { tag, requestId: random.pick(numbers), second, third: random.pick(numbers), varbinds };
}

/** Some octets changed, dropped or doubled. */
function mutated(random: SeededRandom, packet: Buffer): Buffer {
  const changed = Buffer.from(packet);
  for (let times = 1 + below(random, 4); times > 0; times -= 1) {
    changed[below(random, changed.length)] = below(random, 256);
  }
  if (random.chance(0.1)) return changed.subarray(0, below(random, changed.length));
  const at = below(random, changed.length);
  return random.chance(0.1)
    ? Buffer.concat([changed.subarray(0, at), changed.subarray(at >> 1)])
    : changed;
}

type Make = (random: SeededRandom) => Buffer;

export const classes: readonly (readonly [who: string, seed: number, make: Make])[] = [
  [
    'nobody',
    1,
    (random) => {
      const odd = question(random);
      const level = random.pick(['noAuthNoPriv', 'authNoPriv', 'authPriv'] as const);
      const packet = random.chance(0.3)
        ? v2c(odd, random.pick(['', 'private', 'public ']))
        : v3(odd, {
            user: random.pick(['', 'nobody', 'reader']),
            level,
            authPass: 'wrong-pass',
          });
      return random.chance(0.7) ? mutated(random, packet) : packet;
    },
  ],
  ['a reader', 2, (random) => secure(random, 'reader')],
  ['a writer', 3, (random) => secure(random, 'writer')],
];

/** Authentic packets: what is inside is odd, or broken before it is encrypted. */
function secure(random: SeededRandom, user: string): Buffer {
  const odd = question(random);
  if (user === 'reader' && random.chance(0.4)) {
    const packet = v2c(odd, 'public', below(random, 2));
    return random.chance(0.7) ? mutated(random, packet) : packet;
  }
  if (random.chance(0.7)) return v3(odd, { user, scoped: mutated(random, scopedPdu(odd)) });
  return v3(odd, { user, maxSize: random.pick(numbers) });
}

/** Incidents as files: written and read, whatever somebody has made of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { secretNames } from '../../src/replay/encoding.ts';
import {
  type Incident,
  type Manifest,
  packIncident,
  unpackIncident,
} from '../../src/replay/incident-file.ts';
import { writeTape } from '../../src/replay/recording.ts';
import { runAgain } from '../../src/replay/run-again.ts';
import { startLiveWorld } from '../drill/live-world.ts';
import { attached, configured, location, softPort, user } from '../support/configured.ts';

const manifest: Manifest = {
  version: '0.1.0',
  subject: 'user alice',
  writtenAt: '2026-01-01T00:00:00.000Z',
  writtenAtMs: 1000,
};

async function sample(): Promise<Incident> {
  const world = await startLiveWorld(
    configured(
      location('east', 'east.example.com'),
      softPort('p1'),
      user('alice', '200', { login: 'alice', password: 'secret-of-alice' }),
      attached('alice', 'p1'),
    ),
  );
  await world.run(20_000);
  const secret = secretNames();
  const recordings = world.gateway.recorder.tapes(() => true).map((one) => writeTape(one, secret));
  return { manifest, recordings };
}

void test('what is packed is unpacked, and runs again', async () => {
  const incident = await sample();
  const read = unpackIncident(packIncident(incident, { 'note.txt': 'for people' }));
  assert.deepEqual(read.recordings, JSON.parse(JSON.stringify(incident.recordings)));
  assert.equal(read.manifest.subject, 'user alice');
  assert.deepEqual(
    read.recordings.map(runAgain),
    read.recordings.map(() => undefined),
  );
});

function zip(files: Readonly<Record<string, unknown>>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, value]) => [
        name,
        strToU8(typeof value === 'string' ? value : JSON.stringify(value)),
      ]),
    ),
  );
}

const good = { format: 'offhook-incident-1', ...manifest };
const life = { machine: 'server', owner: 'server location:east', id: 's' };
const birth = { kind: 'birth', input: {} } as const;
const step = { atMs: 0, event: { type: 'x' }, reads: [], value: 'up', status: 'active', acts: [] };
const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;

/** A zip of one file whose local and central headers say what they like. */
function lying(name: string, content: Buffer, saidBytes: number): Uint8Array {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(saidBytes, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(saidBytes, 24);
  central.writeUInt16LE(name.length, 28);
  const start = 30 + name.length + packed.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}

const bomb = Buffer.alloc(80_000_000);

const hostile: readonly (readonly [what: string, bytes: () => Uint8Array])[] = [
  ['nothing', () => new Uint8Array(0)],
  ['one byte', () => new Uint8Array(1)],
  ['no zip', () => strToU8('this is no zip at all, but it is long enough to be looked at')],
  ['an empty zip', () => zipSync({})],
  ['too many bytes', () => new Uint8Array(33_554_433)],
  ['a zip that says it is a bomb', () => lying('recordings.json', bomb, bomb.length)],
  ['a bomb that says it is small', () => lying('recordings.json', bomb, 100)],
  [
    'a file that says it is larger than all',
    () => lying('manifest.json', bomb.subarray(0, 9), 4_000_000_000),
  ],
  [
    'too many files',
    () => zip(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`f${n}`, '']))),
  ],
  ['no manifest', () => zip({ 'recordings.json': [] })],
  ['no recordings', () => zip({ 'manifest.json': good })],
  ['a manifest that is no JSON', () => zip({ 'manifest.json': '{', 'recordings.json': [] })],
  [
    'another format',
    () => zip({ 'manifest.json': { ...good, format: 'x' }, 'recordings.json': [] }),
  ],
  ['a manifest of nothing', () => zip({ 'manifest.json': 'null', 'recordings.json': [] })],
  ['recordings that are no list', () => zip({ 'manifest.json': good, 'recordings.json': {} })],
  ['a recording of nothing', () => zip({ 'manifest.json': good, 'recordings.json': [null] })],
  [
    'a recording without a life',
    () => zip({ 'manifest.json': good, 'recordings.json': [{ base: birth, steps: [] }] }),
  ],
  [
    'steps that are none',
    () => zip({ 'manifest.json': good, 'recordings.json': [{ life, base: birth, steps: [1] }] }),
  ],
  [
    'reads that are no pairs',
    () =>
      zip({
        'manifest.json': good,
        'recordings.json': [{ life, base: birth, steps: [{ ...step, reads: [['x']] }] }],
      }),
  ],
  [
    'too deep',
    () =>
      zip({
        'manifest.json': good,
        'recordings.json': `[{"life":${JSON.stringify(life)},"base":{"kind":"birth","input":${deep}},"steps":[]}]`,
      }),
  ],
];

for (const [what, bytes] of hostile) {
  void test(`${what} is refused with a code`, () => {
    assert.throws(() => unpackIncident(bytes()), { code: 'E-INCIDENT' });
  });
}

void test('an incident that is cut short anywhere is refused, never half read', async () => {
  const whole = packIncident(await sample(), {});
  for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 64)) {
    assert.throws(() => unpackIncident(whole.subarray(0, length)), { code: 'E-INCIDENT' });
  }
});

void test('bytes changed anywhere are refused or shown as a difference, and nothing else happens', async () => {
  const whole = packIncident(await sample(), {});
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 300)) {
    const damaged = whole.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    try {
      unpackIncident(damaged).recordings.map(runAgain);
    } catch (error) {
      assert.ok(
        error instanceof Error && 'code' in error && error.code === 'E-INCIDENT',
        String(error),
      );
    }
  }
});

for (const [what, changed] of [
  [
    'a state that the chart does not have',
    { base: { kind: 'state', value: 'x', context: {}, children: [] } },
  ],
  ['an input that holds nothing', { base: birth }],
  ['a prototype for an input', { base: { ...birth, input: JSON.parse('{"__proto__":{"a":1}}') } }],
] as const) {
  void test(`${what} is a difference, not a fault`, () => {
    const difference = runAgain({
      life: { ...life, parent: undefined },
      steps: [step],
      ...changed,
    });
    assert.ok(difference);
    assert.equal(Reflect.get({}, 'a'), undefined);
  });
}

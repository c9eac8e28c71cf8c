/** A process that writes until it is killed, and says what was acknowledged. */
import { openStore } from '../../src/store/open-store.ts';
import { callRecord, event, identity, revision } from './samples.ts';

const directory = process.argv[2] ?? '';
const clock = {
  now: () => performance.now(),
  setTimeout: (fire: () => void, delayMs: number) => setTimeout(fire, delayMs),
  clearTimeout: () => undefined,
};

const store = await openStore(directory, { clock });
const latest = await store.latestRevision();
console.log('ready');

async function changeConfiguration(number: number): Promise<void> {
  const document = JSON.stringify({ number, filler: 'x'.repeat((number * 137) % 9_000) });
  console.log(`revision ${await store.commitRevision(revision(document))}`);
}

async function note(number: number): Promise<void> {
  const [numbers] = await Promise.all([
    store.appendEvents([event('up'), event(`at ${number}`)]),
    store.appendCallRecord(callRecord(String(number))),
    store.saveIdentity(identity('alice', number)),
    store.putState('boots', String(number)),
  ]);
  console.log(`event ${numbers.at(-1)}`);
  console.log(`written ${number}`);
}

for (let number = (latest?.number ?? 0) + 1; ; number += 1) {
  await Promise.all([changeConfiguration(number), note(number)]);
}

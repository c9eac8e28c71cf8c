/** `offhook replay` and what it is given for a file. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Incident, packIncident } from '../../src/replay/incident-file.ts';
import type { WrittenStep } from '../../src/replay/recording.ts';
import { replayFile } from '../../src/replay/replay-command.ts';

const place = mkdtempSync(join(tmpdir(), 'offhook-replay-'));
after(() => rmSync(place, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(place, name);
  writeFileSync(path, content);
  return path;
}

void test('what is no file, is not there or is far too large is refused before it is read', () => {
  assert.throws(() => replayFile(place, '1'), { code: 'E-FILE' });
  assert.throws(() => replayFile('/dev/zero', '1'), { code: 'E-FILE' });
  assert.throws(() => replayFile(join(place, 'nothing'), '1'), { code: 'E-FILE' });
  const huge = file('huge.zip', '');
  truncateSync(huge, 8_000_000_000);
  assert.throws(() => replayFile(huge, '1'), { code: 'E-INCIDENT' });
});

const escape = '\u001b[2J\u202e';
const step: WrittenStep = {
  atMs: 5,
  event: { type: `${escape}event` },
  reads: [],
  value: `${escape}state`,
  status: 'active',
  acts: [[`${escape}act`, { text: escape }]],
};

const hostile: Incident = {
  manifest: {
    version: `${escape}9`,
    subject: escape,
    writtenAt: 'never',
    writtenAtMs: 0,
  },
  recordings: [
    {
      life: { machine: 'server', owner: `${escape}east`, id: 's', parent: undefined },
      base: { kind: 'state', value: 'up', context: {}, children: [] },
      steps: [step],
    },
  ],
};

void test('nothing in a file reaches the terminal as it is', () => {
  const { text, json } = replayFile(file('hostile.zip', packIncident(hostile, {})), '1');
  assert.equal(json.isSame, false);
  assert.match(text, /not the same$/);
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
});

void test('another version is said, and does not make a difference by itself', () => {
  const [recording] = hostile.recordings;
  assert.ok(recording);
  const manifest = { ...hostile.manifest, version: '0.0.9' };
  const empty = { manifest, recordings: [{ ...recording, steps: [] }] };
  const { text, json } = replayFile(file('other.zip', packIncident(empty, {})), '1.0.0');
  assert.deepEqual([json.isSame, json.lives[0]?.difference], [true, null]);
  assert.match(text, /recorded by 0\.0\.9, run again by 1\.0\.0/);
});

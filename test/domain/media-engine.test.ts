/** How a media engine is written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMediaEngine, readDaemons } from '../../src/domain/media-engine.ts';

test('the built-in engine has no daemons, rtpengine has those that are named', () => {
  assert.deepEqual(readDaemons('builtin'), []);
  assert.deepEqual(readDaemons('rtpengine 10.0.0.1:2223,[2001:db8::1]:22222'), [
    { address: '10.0.0.1', port: 2223 },
    { address: '2001:db8::1', port: 22_222 },
  ]);
});

test('anything else is no media engine', () => {
  const many = Array.from({ length: 9 }, (_, at) => `10.0.0.1:${at + 1}`);
  const wrong = [
    '',
    'rtpengine',
    'rtpengine ',
    'rtpengine 10.0.0.1',
    'rtpengine 10.0.0.1:0',
    'rtpengine 10.0.0.1:65536',
    'rtpengine 2001:db8::1:2223',
    'rtpengine media.example:2223',
    'rtpengine 10.0.0.1:2223,',
    'rtpengine 10.0.0.1:2223,10.0.0.1:2223',
    `rtpengine ${many.join(',')}`,
    'rtpproxy 10.0.0.1:2223',
  ];
  for (const text of wrong) assert.equal(isMediaEngine(text), false, text);
  assert.ok(isMediaEngine('builtin'));
  assert.ok(isMediaEngine(`rtpengine ${many.slice(1).join(',')}`));
});

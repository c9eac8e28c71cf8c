import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNameAddr, nameAddr, parseNameAddr } from '../../../src/sip/message/name-addr.ts';
import { parseUri } from '../../../src/sip/message/uri.ts';

const nameOf = (text: string) => parseNameAddr(text)?.displayName;

test('display names are quoted, plain words, or absent', () => {
  assert.equal(nameOf('"Bob \\"B\\" \\\\ Smith" <sip:b@c>'), 'Bob "B" \\ Smith');
  assert.equal(nameOf('Bob  B. <sip:b@c>'), 'Bob  B.');
  assert.equal(nameOf('caller<sip:b@c>'), 'caller');
  assert.equal(nameOf('Jürgen <sip:b@c>'), 'Jürgen');
  assert.equal(nameOf('<sip:b@c>'), undefined);
  assert.equal(nameOf('""<sip:b@c>'), undefined);
  assert.equal(nameOf('sip:b@c'), undefined);
});

test("without brackets the parameters are the header's", () => {
  const address = parseNameAddr('sip:b@c ; TAG = x ;q="a;b"; lr');
  assert.equal(address?.uri.params.size, 0);
  assert.deepEqual(
    [...(address?.params ?? [])],
    [
      ['tag', 'x'],
      ['q', 'a;b'],
      ['lr', ''],
    ],
  );
});

test("inside brackets the parameters are the URI's", () => {
  const address = parseNameAddr('<sip:b@c;lr;x=1>;tag=2');
  assert.deepEqual(
    [...(address?.uri.params ?? [])],
    [
      ['lr', ''],
      ['x', '1'],
    ],
  );
  assert.deepEqual([...(address?.params ?? [])], [['tag', '2']]);
});

test('malformed addresses are undefined', () => {
  for (const text of [
    ...[
      '',
      ' ',
      '*',
      '<>',
      '<sip:a@b',
      'sip:a@b>',
      '"A <sip:a@b>',
      '"A" sip:a@b',
      'a, b <sip:a@b>',
    ],
    ...['< sip:a@b>', '<sip:a@b >', '<sip:a@b> tag=1', '<sip:a@b>;', '<sip:a@b>;;tag=1'],
    ...[
      '<sip:a@b>;=1',
      '<sip:a@b>;tag=1;tag=2',
      '<sip:a@b>;a="b',
      '<sip:a@b>;a=b c',
      'sip:a@b?c=d',
    ],
    ...['sip:a@b,c', 'A "B" <sip:a@b>', '<sip:a@b>;a=<b>', '<sip:a@b><sip:c@d>'],
  ]) {
    assert.equal(parseNameAddr(text), undefined, text);
  }
});

test('a bracket inside a quoted parameter of a bare address is no bracket', () => {
  assert.equal(parseNameAddr('sip:a@b;text="<x>"')?.params.get('text'), '<x>');
});

test('addresses are written with brackets, names with quotes', () => {
  const uri = parseUri('sip:b@c;lr');
  assert.ok(uri);
  assert.equal(formatNameAddr(nameAddr(uri)), '<sip:b@c;lr>');
  const params = new Map([
    ['tag', 'a=b@c'],
    ['+sip.instance', '<urn:uuid:0>'],
    ['+audio', ''],
    ['text', 'x, "y"'],
  ]);
  assert.equal(
    formatNameAddr({ displayName: 'B "\\ é', uri, params }),
    '"B \\"\\\\ é" <sip:b@c;lr>;tag=a=b@c;+sip.instance="<urn:uuid:0>";+audio;text="x, \\"y\\""',
  );
});

test('a display name cannot leave its quotes or its line', () => {
  const uri = parseUri('sip:b@c');
  assert.ok(uri);
  const text = formatNameAddr({ displayName: '"\r\nRoute: <sip:evil>', uri, params: new Map() });
  assert.doesNotMatch(text, /[\r\n]/);
  assert.equal(parseNameAddr(text)?.uri.host, 'c');
});

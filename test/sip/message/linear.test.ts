/** No input, however hostile, costs more than in proportion to its length. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNameAddr } from '../../../src/sip/message/name-addr.ts';
import { parseParams } from '../../../src/sip/message/params.ts';
import { splitList } from '../../../src/sip/message/split.ts';
import { unfold } from '../../../src/sip/message/text.ts';
import { formatUri, parseUri } from '../../../src/sip/message/uri.ts';
import { uriEquals } from '../../../src/sip/message/uri-equals.ts';
import { parseVia } from '../../../src/sip/message/via.ts';
import { judge, sample } from './samples.ts';

/**
 * CPU microseconds of this thread in the fastest of a few runs; time-sharing can only slow a run.
 */
function cost(work: () => unknown, turns: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run += 1) {
    const before = process.threadCpuUsage();
    for (let turn = 0; turn < turns; turn += 1) work();
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, user + system);
  }
  return best;
}

const long = 64_000;
const times = 16;

/**
 * As many characters in one piece as in sixteen: the same work when linear, 16 times when
 * quadratic, however often it is measured; once is enough to show that it is linear.
 */
function assertLinear(name: string, run: (length: number) => () => unknown): void {
  run(long)();
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && ratio >= 8; attempt += 1) {
    const base = Math.max(cost(run(long / times), 4 * times), 500);
    ratio = cost(run(long), 4) / base;
  }
  assert.ok(ratio < 8, `${name}: ${ratio.toFixed(1)} times the work for one piece instead of 16`);
}

const fill = (unit: string, length: number) =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const units = [
  ...[' ', '\t', ',', ';', '"', '\\', '<', '>', ':', '@', '%', '%41', '[', 'a', '/', '=', '?', '&'],
  ...[', ', ';a', ';a=b', '"a",', '<a>,', '\\"', '\r\n ', '\r', 'a@', '%4', 'é', ';;', '=""', ' ;'],
];

function readers(value: string): unknown[] {
  const uri = parseUri(`sip:a@b${value}`) ?? parseUri(`sip:${value}@b`);
  return [
    uri && formatUri(uri),
    uri && uriEquals(uri, { ...uri, headers: value }),
    parseUri(value),
    parseNameAddr(value),
    parseNameAddr(`"${value}`),
    parseNameAddr(`a <sip:b>${value}`),
    parseVia(`SIP/2.0/UDP a${value}`),
    parseVia(`SIP${value}`),
    parseParams(value, 0),
    splitList(value),
    unfold(value),
  ];
}

for (const unit of units) {
  const name = JSON.stringify(unit);
  test(`a value of ${name} is read in linear time`, () => {
    assertLinear(name, (length) => {
      const value = fill(unit, length);
      return () => readers(value);
    });
  });
}

test('whole messages of one hostile unit are judged in linear time', () => {
  for (const unit of [...units, '\r\n', 'a:b\r\n', ':\r\n', 'Via:,\r\n', 'a:\r\n \r\n ', '\n']) {
    assertLinear(JSON.stringify(unit), (length) => {
      const start = Buffer.from(`OPTIONS sip:a@b SIP/2.0\r\n${fill(unit, length)}`);
      const later = sample([`Contact: ${fill(unit, length)}`]);
      const alone = Buffer.from(fill(unit, length));
      return () => [judge(start), judge(later), judge(alone)];
    });
  }
});

/**
 * XML in and out: what is well-formed is read, hostile documents are refused early and cheaply.
 * Threat T14
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { readEnvelope } from '../../../src/management/cwmp/soap/envelope.ts';
import { readXml, readXmlInTurns, XmlError } from '../../../src/management/cwmp/xml/read-xml.ts';
import { escapeXml, leaf } from '../../../src/management/cwmp/xml/write-xml.ts';

test('elements, namespaces, entities and CDATA are read', () => {
  const root = readXml(
    '<a:x xmlns:a="urn:a" xmlns="urn:d" a:k="1&lt;">t&#x41;&amp;<![CDATA[<y>]]><z/></a:x>',
  );
  assert.deepEqual([root.uri, root.name, root.text], ['urn:a', 'x', 'tA&<y>']);
  assert.deepEqual(root.attributes.at(-1), { uri: 'urn:a', name: 'k', value: '1<' });
  assert.equal(root.children[0]?.uri, 'urn:d');
});

const entities = Array.from({ length: 20 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join(
  '',
);

const bombs: readonly (readonly [what: string, text: string])[] = [
  ['a billion laughs', `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}]><x>&e20;</x>`],
  [
    'a quadratic blow-up',
    `<!DOCTYPE x [<!ENTITY e "${'a'.repeat(50_000)}">]><x>${'&e;'.repeat(9000)}</x>`,
  ],
  ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
  ['an external DTD', '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>'],
  ['a parameter entity', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/">%p;]><x/>'],
  ['a lower-case doctype', '<!doctype x><x/>'],
  ['a doctype after a comment', '<!-- --><!DOCTYPE x><x/>'],
  ['nesting without end', '<x>'.repeat(100_000)],
  ['nesting just too deep', `${'<x>'.repeat(65)}${'</x>'.repeat(65)}`],
  ['elements without end', `<x>${'<y/>'.repeat(20_000)}</x>`],
  ['a document without end', `<x>${'y'.repeat(2 ** 20)}</x>`],
  ['an unknown entity', '<x>&nothing;</x>'],
  ['mismatched tags', '<x><y></x></y>'],
  ['an unclosed tag', '<x><y></y>'],
  ['two roots', '<x/><y/>'],
  ['text beside the root', 'hello<x/>'],
  ['an undeclared prefix', '<p:x/>'],
  ['an attribute twice', '<x a="1" a="2"/>'],
  ['a control character', '<x>\u0001</x>'],
  ['a character that is none', '<x>&#x0;</x>'],
  ['an attribute without quotes', '<x a=1/>'],
  ['nothing', ''],
];

for (const [what, text] of bombs) {
  test(`${what} is refused`, () => {
    assert.throws(() => readXml(text), XmlError);
  });
}

test('every bomb together is refused in little time', () => {
  const start = performance.now();
  for (const [, text] of bombs) assert.throws(() => readXml(text));
  assert.ok(performance.now() - start < 50 * bombs.length);
});

test('prototype words are names like any other', () => {
  const root = readXml('<x __proto__="1"><constructor>y</constructor><__proto__/></x>');
  assert.equal(root.children[0]?.text, 'y');
  assert.equal(Object.keys(Object.prototype).length, 0);
});

test('whatever is written is read back, or replaced where XML has no place for it', () => {
  check(
    property(string({ unit: 'binary', maxLength: 64 }), (text) => {
      const read = readXml(leaf('x', text)).text;
      if (/^[\t\n\r\x20-\ud7ff\ue000-\ufffd]*$/.test(text)) assert.equal(read, text);
      assert.ok(!read.includes('\u0000'));
    }),
  );
  assert.equal(escapeXml('plain text, 100%'), 'plain text, 100%');
});

function document(elements: number): string {
  return `<x>${'<y>text &amp; more</y>'.repeat(elements)}</x>`;
}

/**
 * CPU microseconds of this thread in the fastest of a few runs; time-sharing can only slow a run.
 */
function cost(text: string, turns: number): number {
  const runs = Array.from({ length: 4 }, () => {
    const before = process.threadCpuUsage();
    for (let turn = 0; turn < turns; turn += 1) readXml(text);
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  });
  return Math.min(...runs);
}

test('one long document costs no more than the same in sixteen pieces, by far', () => {
  readXml(document(16_000));
  const ratio = cost(document(16_000), 1) / Math.max(cost(document(1000), 16), 500);
  assert.ok(ratio < 8, `${ratio.toFixed(1)} times the work`);
});

test('a document read in turns is the same, and so is what is refused', async () => {
  let turns = 0;
  const pause = async () => void (turns += 1);
  const text = `<x>${'<y a="\u{1f600}">\u{1f600}&amp;\r\n</y>'.repeat(15_000)}</x>`;
  assert.deepEqual(await readXmlInTurns(text, pause), readXml(text));
  assert.ok(turns >= 4);
  for (const [, bomb] of bombs) await assert.rejects(readXmlInTurns(bomb, pause), XmlError);
});

test('an envelope with no body, two bodies or no namespace of CWMP is none', () => {
  const soap = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"';
  for (const text of [
    `<s:Envelope ${soap}/>`,
    `<s:Envelope ${soap}><s:Body/></s:Envelope>`,
    `<s:Envelope ${soap}><s:Body><a/><b/></s:Body></s:Envelope>`,
    `<s:Envelope ${soap}><s:Body><x xmlns="urn:dslforum-org:cwmp-9-9"/></s:Body></s:Envelope>`,
    '<Envelope><Body><x xmlns="urn:dslforum-org:cwmp-1-0"/></Body></Envelope>',
  ]) {
    assert.throws(() => readEnvelope(readXml(text)), XmlError, text);
  }
});

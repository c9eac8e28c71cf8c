/** Random values of the SIP grammar, for properties. */
import * as fc from 'fast-check';
import type { NameAddr, Params, Uri, Via } from '../../../src/sip/message/values.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Records with the usual prototype, as the parser makes them. */
function recordOf<T>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

function wordOf(characters: string, maxLength = 12): fc.Arbitrary<string> {
  return fc.string({
    unit: fc.constantFrom(...characters.split('')),
    minLength: 1,
    maxLength,
  });
}

/** Any text without lone surrogates, line ends apart where a line is what holds it. */
const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const lineText = anyText.map((text) => text.replace(/[\r\n]/g, '_'));

export const tokenText = wordOf(`${lower}-.!%*_+\`'~`);

export const host = fc.oneof(
  wordOf(`${lower}-.`),
  fc.ipV4(),
  fc.ipV6().map((address) => address.toLowerCase()),
);

const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });

function paramsOf(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<Params> {
  return fc
    .uniqueArray(fc.tuple(name, fc.oneof(fc.constant(''), value)), {
      selector: ([key]) => key,
      maxLength: 4,
    })
    .map((entries) => new Map(entries));
}

export const headerParams = paramsOf(tokenText, lineText);
const uriParams = paramsOf(
  anyText.map((text) => text.toLowerCase()),
  anyText,
);

export const sipUri: fc.Arbitrary<Uri> = recordOf({
  scheme: fc.constantFrom('sip', 'sips'),
  user: fc.option(anyText, { nil: undefined }),
  password: fc.option(anyText, { nil: undefined }),
  host,
  port,
  params: uriParams,
  headers: fc.option(wordOf(`${lower}%=&.`), { nil: undefined }),
  opaque: fc.constant(undefined),
}).map((uri) => (uri.user === undefined ? { ...uri, password: undefined } : uri));

const telUri: fc.Arbitrary<Uri> = recordOf({
  scheme: fc.constant('tel'),
  user: fc.oneof(wordOf('+0123456789-.()*#'), anyText),
  password: fc.constant(undefined),
  host: fc.constant(''),
  port: fc.constant(undefined),
  params: uriParams,
  headers: fc.constant(undefined),
  opaque: fc.constant(undefined),
});

const opaqueUri: fc.Arbitrary<Uri> = recordOf({
  scheme: fc.constantFrom('urn', 'http', 'soap.beep', 'x-y'),
  user: fc.constant(undefined),
  password: fc.constant(undefined),
  host: fc.constant(''),
  port: fc.constant(undefined),
  params: fc.constant(new Map<string, string>()),
  headers: fc.constant(undefined),
  opaque: wordOf(`${lower}:/;,?@%#`),
});

export const uri = fc.oneof({ arbitrary: sipUri, weight: 3 }, telUri, opaqueUri);

export const nameAddr: fc.Arbitrary<NameAddr> = recordOf({
  displayName: fc.option(lineText, { nil: undefined }),
  uri,
  params: headerParams,
});

export const via: fc.Arbitrary<Via> = recordOf({
  protocol: fc.constantFrom('SIP/2.0', 'SIP/3.0'),
  transport: fc.constantFrom('UDP', 'TCP', 'TLS', 'WSS', 'UNKNOWN'),
  host,
  port,
  params: headerParams.map((params) => {
    const kept = new Map(params);
    kept.delete('received');
    return kept;
  }),
});

/** A header field that is neither interpreted nor counted. */
export const field = fc.tuple(
  tokenText.map((name) => `X-${name}`),
  lineText.map((text) => text.trim()),
);

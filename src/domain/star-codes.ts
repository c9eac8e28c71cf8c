/** Codes that a phone dials, and how far digits are on their way to one. Manual §1.12. */
import { codedServices, codesAt, takesNumber } from './coded-services.ts';
import type { Configuration, Port, ServiceCode } from './configuration.ts';
import { compileDigitMap, type DigitMap } from './digit-map.ts';
import { feedDigits, startDigits } from './digit-match.ts';
import { limits } from './limits.ts';
import { memo } from './memo.ts';
import { setting } from './protocol.ts';
import { type Dialled, type StarAct, starActs } from './star-acts.ts';

interface Code {
  readonly map: DigitMap;
  /** Ends the number, `''` for a pause or `#`; undefined: no number follows. */
  readonly suffix: string | undefined;
  /** The server acts on it, not we. */
  readonly isOfServer: boolean;
  readonly act: (dialled: Dialled) => StarAct;
}

function codesOf(rows: readonly ServiceCode[], port: string | undefined): readonly Code[] {
  return codedServices.flatMap((service) => {
    const codes = codesAt(rows, service, port);
    return prefixes.flatMap((part): Code[] => {
      const [text, act] = [codes[part], starActs[service][part]];
      if (text === undefined || act === undefined) return [];
      const suffix = takesNumber(service, part) ? (codes.onSuffix ?? '') : undefined;
      const isOfServer = service === 'server-forward';
      return [{ map: compileDigitMap(text, limits.codeLength), suffix, isOfServer, act }];
    });
  });
}

const prefixes = ['onPrefix', 'offPrefix', 'reactPrefix', 'erasePrefix'] as const;

/** Of all ports under no name, of those that have codes of their own under theirs. */
const codesByPort = memo((rows: readonly ServiceCode[]) => {
  const ports = new Set([undefined, ...rows.map(({ port }) => port)]);
  return new Map([...ports].map((port) => [port, codesOf(rows, port)]));
});

function codesFor(configuration: Configuration, { name }: Port): readonly Code[] {
  const byPort = codesByPort(configuration.serviceCodes);
  const codes = byPort.get(name) ?? byPort.get(undefined) ?? [];
  const areOn = setting(configuration, 'star-codes') === 'on';
  return areOn ? codes : codes.filter(({ isOfServer }) => isOfServer);
}

/** `open`: whole, and a longer number may come of it. */
type Reading =
  | { readonly state: 'none' | 'partial' }
  | { readonly state: 'whole' | 'open'; readonly dialled: Dialled };

function read({ map, suffix }: Code, digits: string): Reading {
  const fed = feedDigits(startDigits(map), digits);
  if (fed.match !== 'complete') return { state: fed.match === 'partial' ? 'partial' : 'none' };
  const code = digits.slice(0, fed.digits.length);
  const rest = digits.slice(code.length);
  if (suffix === undefined) {
    return rest === '' ? { state: 'whole', dialled: { code, number: '' } } : { state: 'none' };
  }
  const end = suffix || '#';
  const ended = rest.endsWith(end) ? rest.slice(0, -end.length) : '';
  if (number.test(ended)) return { state: 'whole', dialled: { code, number: ended } };
  if (suffix === '' && number.test(rest)) {
    return { state: 'open', dialled: { code, number: rest } };
  }
  return { state: begunNumber.test(rest) ? 'partial' : 'none' };
}

const number = /^\+?[0-9]{1,40}$/;
const begunNumber = /^\+?[0-9]{0,40}$/;

/** What a whole dial string asks for; undefined: it is no code. */
export function starAct(
  configuration: Configuration,
  port: Port,
  digits: string,
): StarAct | undefined {
  for (const code of codesFor(configuration, port)) {
    const reading = read(code, digits);
    if ('dialled' in reading) return code.act(reading.dialled);
  }
  return undefined;
}

export type StarMatch = 'complete' | 'onTimeout' | 'partial' | 'none';

/** How far digits that came one by one are on their way to a code. */
export function starMatch(configuration: Configuration, port: Port, digits: string): StarMatch {
  const states = new Set(codesFor(configuration, port).map((code) => read(code, digits).state));
  if (states.has('whole') && !states.has('open') && !states.has('partial')) return 'complete';
  if (states.has('whole') || states.has('open')) return 'onTimeout';
  return states.has('partial') ? 'partial' : 'none';
}

/** The server is to be told a number: it is asked for by stutter tone. P652 */
export function isAwaitingNumber(
  configuration: Configuration,
  port: Port,
  digits: string,
): boolean {
  return codesFor(configuration, port).some(({ map, suffix, isOfServer }) => {
    const { match, digits: code } = feedDigits(startDigits(map), digits);
    const isWhole = match === 'complete' && code.length === digits.length;
    return isWhole && isOfServer && suffix !== undefined;
  });
}

/** What Alert-Info names: never its URIs, which would have a phone fetch them. RFC 3261 §20.4. */
import type { Request } from '../message/message.ts';
import { parseParams } from '../message/params.ts';

const alertsMax = 4;
const nameLengthMax = 64;

/** `info=…`, the end of the URI, or the bare word, of each value. */
export function alertNames({ headers }: Request): readonly string[] {
  return headers.all('Alert-Info').slice(0, alertsMax).flatMap(namesIn);
}

function namesIn(value: string): readonly string[] {
  const less = value.indexOf('<');
  const greater = value.indexOf('>', less);
  if (less < 0 || greater < 0) return plain(value.split(';')[0] ?? '');
  const info = parseParams(value, greater + 1)?.get('info') ?? '';
  const [path = ''] = value.slice(less + 1, greater).split(/[?;#]/);
  return [...plain(info), ...plain(path.split(/[/:]/).at(-1) ?? '')];
}

function plain(text: string): readonly string[] {
  const name = text.replaceAll('"', '').trim();
  return name !== '' && name.length <= nameLengthMax && /^[ -~]+$/.test(name) ? [name] : [];
}

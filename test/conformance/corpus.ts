/** The torture messages of RFC 4475 and RFC 5118, with what may become of each. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Torture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly kind: string;
  /** `ok`, `reject`, `ok-or-reject`. */
  readonly parse: string;
  /** What a gateway had best do. */
  readonly prefer: string;
  readonly acceptDatagram: readonly string[];
  readonly acceptStream: readonly string[];
  readonly never: readonly string[];
}

const folder = fileURLToPath(new URL('../../../shared/torture/', import.meta.url));

/** For `skip`: why the corpora cannot be used. */
export const noCorpora = existsSync(folder) ? false : 'the torture corpora are not here';

function list(cell: string): readonly string[] {
  return cell.split(',').map((word) => word.trim());
}

function read(set: string): readonly Torture[] {
  const [head = '', ...lines] = readFileSync(`${folder}${set}/index.tsv`, 'utf8')
    .trimEnd()
    .split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = new Map(line.split('\t').map((cell, at) => [names[at], cell]));
    const cell = (name: string) => cells.get(name) ?? '';
    const accept = cell('accept');
    return {
      name: cell('name'),
      bytes: readFileSync(`${folder}${set}/${cell('file')}`),
      kind: cell('kind'),
      parse: cell('parse'),
      prefer: cell('prefer'),
      acceptDatagram: list(accept || cell('accept_udp')),
      acceptStream: list(accept || cell('accept_stream')),
      never: list(cell('never')),
    };
  });
}

export const corpus: readonly Torture[] =
  noCorpora === false ? [...read('rfc4475'), ...read('rfc5118')] : [];

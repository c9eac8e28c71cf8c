/** Certificates for one test run, made by the openssl program. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
}

/** Why certificates cannot be made here, for `skip`; false when they can. */
export const noOpenssl =
  spawnSync('openssl', ['version']).status === 0 ? false : 'the openssl program is not here';

/** A certificate authority of its own and what it has signed. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  #serial = 1;

  constructor() {
    const subject = ['-subj', '/CN=Test Authority', '-days', '2', '-nodes'];
    this.#run(['req', '-x509', ...curve, ...subject, '-keyout', 'ca.key', '-out', 'ca.pem']);
  }

  ca(): string {
    return this.#read('ca.pem');
  }

  /** `names` as openssl writes them: `DNS:example.com`, `URI:sip:example.com`, `IP:127.0.0.1`. */
  sign(...names: readonly string[]): Certificate {
    const serial = String(this.#serial++);
    writeFileSync(join(this.#folder, 'names'), `subjectAltName=${names.join(',')}\n`);
    this.#run([
      'req',
      ...curve,
      '-nodes',
      '-subj',
      '/CN=x',
      '-keyout',
      'own.key',
      '-out',
      'own.csr',
    ]);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', serial];
    const files = ['-in', 'own.csr', '-extfile', 'names', '-out', 'own.pem'];
    this.#run(['x509', '-req', ...authority, '-days', '2', ...files]);
    return { cert: this.#read('own.pem'), key: this.#read('own.key') };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'pipe' });
  }

  #read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8');
  }
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

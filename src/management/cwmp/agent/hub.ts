/**
 * What the parts of the CPE share of the moment: settings, files, the session that may be wanted.
 */
import type { CwmpSession } from '../../../domain/cwmp-session.ts';
import type { FaceContext } from '../../face.ts';
import { Settings } from './settings.ts';
import type { TlsFiles } from './tls-files.ts';

export class Hub {
  settings: Settings;
  tls: TlsFiles = {};
  session: CwmpSession | undefined;
  readonly #context: FaceContext;

  constructor(context: FaceContext) {
    this.#context = context;
    this.settings = new Settings(context.view.configuration());
  }

  want(): void {
    this.session?.send({ type: 'session.wanted' });
  }

  fault(error: unknown): void {
    this.#context.log.error({ error }, 'a fault of the CPE');
  }
}

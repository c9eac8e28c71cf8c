/** What the CPE needs of the gateway beyond what every face gets. */
import type { CwmpPorts, CwmpSession, RetrySettings } from '../../../domain/cwmp-session.ts';
import type { AskName } from './name-lookup.ts';

export interface CwmpFaceOptions {
  /** Gives the chart of sessions its ports and starts it. */
  readonly startSession: (ports: CwmpPorts, retry: () => RetrySettings) => CwmpSession;
  /** Applies a script of commands, all or nothing, as one revision with this summary. */
  readonly runScript: (text: string, summary: string) => Promise<void>;
  /** Restarts the gateway; resolves when that is under way. */
  readonly reboot: () => Promise<void>;
  /** Makes the configuration what it was at first, access to the ACS aside. */
  readonly factoryReset: () => Promise<void>;
  /** Makes secrets unreadable at rest; `context` binds a text to its place. */
  readonly sealing: {
    seal(secret: string, context: string): string;
    unseal(sealed: string, context: string): string;
  };
  /** Asks a name server, `server` or the system's own, for the addresses of a name. */
  readonly askName: AskName;
  /** The text of a file that a setting names. */
  readonly readFile: (path: string) => Promise<string>;
}

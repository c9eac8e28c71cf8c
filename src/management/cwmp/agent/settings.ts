/** The settings of TR-069 as the CPE uses them. */
import type { Configuration, CwmpSecretName } from '../../../domain/configuration.ts';
import { splitHostPort } from '../../../domain/contact.ts';
import type { CwmpParameterName } from '../../../domain/cwmp-parameters.ts';
import type { RetrySettings } from '../../../domain/cwmp-session.ts';
import { cwmpSetting } from '../../../domain/cwmp-settings.ts';
import type { Credentials } from '../http/digest.ts';
import type { StunSettings } from '../reach/stun-client.ts';
import type { CwmpVersion } from '../soap/versions.ts';
import type { PeriodicSettings } from './schedule.ts';

export class Settings {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  isSame(other: Settings): boolean {
    return this.#configuration.cwmp === other.#configuration.cwmp;
  }

  text(name: CwmpParameterName): string {
    return cwmpSetting(this.#configuration.cwmp, name);
  }

  isOn(name: CwmpParameterName): boolean {
    return this.text(name) === 'on';
  }

  number(name: CwmpParameterName): number {
    return Number(this.text(name));
  }

  /** undefined: TR-069 is off. */
  get url(): string | undefined {
    const url = this.text('url');
    return url === 'off' || !this.isOn('enable') ? undefined : url;
  }

  credentials(username: CwmpParameterName, password: CwmpSecretName): Credentials {
    const secret = this.#configuration.cwmp.secrets[password];
    return { username: this.text(username), password: secret?.reveal() ?? '' };
  }

  get deviceNames() {
    return {
      manufacturer: this.text('manufacturer'),
      oui: this.text('oui'),
      productClass: this.text('product-class'),
    };
  }

  get periodic(): PeriodicSettings {
    return {
      isEnabled: this.isOn('periodic-inform'),
      intervalSeconds: this.number('periodic-interval'),
      time: this.text('periodic-time'),
    };
  }

  get retry(): RetrySettings {
    return {
      minimumSeconds: this.number('retry-minimum'),
      multiplier: this.number('retry-multiplier'),
    };
  }

  get firstVersion(): CwmpVersion {
    const version = this.text('version');
    if (version === '1.0') return '1-0';
    return version === '1.1' ? '1-1' : '1-2';
  }

  /** undefined: no connection requests are listened for. */
  get listener(): { readonly host: string; readonly port: number } | undefined {
    const text = this.text('connection-request');
    if (text === 'off' || !this.isOn('connection-request-enable') || !this.url) return undefined;
    const { host, port } = splitHostPort(text);
    return { host, port: port ?? 7547 };
  }

  get stun(): StunSettings | undefined {
    if (!this.isOn('stun') || !this.url) return undefined;
    return {
      server: this.text('stun-server') || new URL(this.url).hostname,
      port: this.number('stun-port'),
      credentials: this.credentials('stun-username', 'stun-password'),
      minimumSeconds: this.number('stun-minimum'),
      maximumSeconds: this.number('stun-maximum'),
    };
  }

  /** Hosts that files may come from: the ACS and those that are listed. */
  mayVisit(host: string): boolean {
    const listed = this.text('download-hosts')
      .split(',')
      .map((one) => one.trim().toLowerCase());
    const acs = this.url === undefined ? '' : new URL(this.url).hostname;
    return [acs, ...listed].includes(host.toLowerCase()) && host !== '';
  }
}

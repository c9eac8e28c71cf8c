/** Views by their names, made once for each configuration. */
import type { SnmpSettings } from '../../domain/snmp-configuration.ts';
import { type AccessView, builtInViews, createAccessView } from './access-view.ts';

export class NamedViews {
  readonly #settings: () => SnmpSettings;
  #madeOf: SnmpSettings | undefined;
  #views = new Map<string, AccessView>();

  constructor(settings: () => SnmpSettings) {
    this.#settings = settings;
  }

  named(name: string): AccessView | undefined {
    const settings = this.#settings();
    if (settings !== this.#madeOf) {
      const definitions = [...builtInViews, ...settings.views];
      this.#views = new Map(definitions.map((view) => [view.name, createAccessView(view)]));
      this.#madeOf = settings;
    }
    return this.#views.get(name);
  }
}

/** What an operator should look at now, in words. */
import type { Configuration } from '../../domain/configuration.ts';
import type { Store } from '../../store/store.ts';
import type { CallRecords } from '../calls/call-records.ts';
import type { Family } from '../family.ts';
import type { Lines } from '../lines/lines.ts';
import type { Network } from '../network.ts';
import type { Health } from '../servers/health.ts';
import type { OpenedMedia } from '../world.ts';

interface Watched {
  readonly lines: Lines;
  readonly health: Health;
  readonly family: Family;
  readonly media: OpenedMedia;
  readonly records: Pick<CallRecords, 'late'>;
  network(): Pick<Network, 'gone' | 'whereabouts' | 'trouble'>;
}

export function alarmsOf(
  configuration: Configuration,
  store: Pick<Store, 'trouble'>,
  watched: Watched,
): readonly string[] {
  const { lines, health, family, media } = watched;
  const { users, locationServers, proxyServers } = configuration;
  const refused = users
    .filter((user) => lines.status(user) === 'errorMisconfigured')
    .map(({ name }) => `every server refused line ${name} for good`);
  const down = [...locationServers, ...proxyServers]
    .filter(({ kind, name }) => health.row(kind, name).health === 'down')
    .map(({ kind, name }) => `${kind} server ${name} is down`);
  const parked = family.parked().map((seat) => `${seat} fails again and again and is parked`);
  const silent = (media.silent?.() ?? []).map((engine) => `${engine} does not answer`);
  const gone = [...watched.network().gone].map((side) => {
    const { listen } = watched.network().whereabouts(side);
    return `${side} listens on ${listen}, which is no address of this machine any more`;
  });
  const insecure = watched.network().trouble();
  const unsecured = insecure ? [insecure.message] : [];
  const trouble = store.trouble?.();
  const full = trouble === undefined ? [] : [`changes are refused: ${trouble}`];
  const late = watched.records.late.alarm();
  const unwritten = late === undefined ? full : [...full, late];
  return [...unwritten, ...refused, ...down, ...silent, ...parked, ...gone, ...unsecured];
}

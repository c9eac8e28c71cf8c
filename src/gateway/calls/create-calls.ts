/** Calls with all that they need of their own: parties, ways, usage, records. */
import type { EventLog } from '../../management/events.ts';
import type { Journeys } from '../../management/journeys.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { Recorder } from '../../replay/recorder.ts';
import type { SoftPorts } from '../ports/soft-ports.ts';
import type { Tallies } from '../watch/tallies.ts';
import { CallBacks } from './call-backs.ts';
import { CallMedia } from './call-media.ts';
import { CallParties, type PartyMakers } from './call-parties.ts';
import { CallRecords } from './call-records.ts';
import { type WayPorts, Ways } from './call-way.ts';
import { type CallPorts, Calls } from './calls.ts';
import type { Transfers } from './transfers.ts';
import { Usage } from './usage.ts';

interface CallsNeed
  extends Pick<CallPorts, 'world' | 'media' | 'family' | 'health' | 'configuration'>,
    Pick<WayPorts, 'registeredOn' | 'denied'>,
    Pick<PartyMakers, 'core' | 'phones' | 'serviceRoute'> {
  readonly recorder: Recorder;
  readonly events: EventLog;
  readonly statistics: Statistics;
  readonly journeys: Journeys;
  readonly tallies: Tallies;
  readonly transfers: Transfers;
  readonly softPorts: SoftPorts;
}

export function createCalls(need: CallsNeed): readonly [calls: Calls, records: CallRecords] {
  const { world, media, events, tallies, transfers, softPorts } = need;
  const now = () => world.clock.now();
  const usage = new Usage(now);
  const records = new CallRecords(need);
  const ways = new Ways({ ...need, usage, callBacks: new CallBacks(now) });
  const calls = new Calls({
    ...need,
    usage,
    records,
    parties: new CallParties({ ...need, ways, media: media() }),
    callMedia: new CallMedia({ media, events, tallies }),
    ways,
    events: {
      referred: (...what) => transfers.refer(...what),
      pressed: (...what) => softPorts.handsets.pressed(...what),
    },
  });
  return [calls, records];
}

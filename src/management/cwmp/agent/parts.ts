/** The parts of the CPE, each with what it had kept. */
import type { FaceContext } from '../../face.ts';
import { Instances } from '../model/instances.ts';
import { initialNotifications } from '../model/management-server-objects.ts';
import { pauseOn } from '../pause.ts';
import { Reach } from '../reach/reach.ts';
import { AcsChange } from './acs-change.ts';
import { Answers } from './answer.ts';
import { ChangeWatch } from './change-watch.ts';
import { Device } from './device.ts';
import { EventQueue } from './event-queue.ts';
import type { Hub } from './hub.ts';
import { Kept } from './kept.ts';
import { NameLookup } from './name-lookup.ts';
import { Notifications } from './notifications.ts';
import type { CwmpFaceOptions } from './options.ts';
import { Schedule } from './schedule.ts';
import { transferPorts } from './transfer-ports.ts';
import { Transfers } from './transfers.ts';

/** Made at random once: who we are, and where connection requests are listened for. */
interface Identity {
  readonly serial: string;
  readonly path: string;
}

export interface Parts {
  readonly device: Device;
  readonly events: EventQueue;
  readonly notifications: Notifications;
  readonly schedule: Schedule;
  readonly transfers: Transfers;
  readonly answers: Answers;
  readonly acsChange: AcsChange;
  readonly reach: Reach;
  readonly watch: ChangeWatch;
  readonly parameterKey: Kept<string>;
  /** A factory reset that was promised and is not done. */
  readonly isResetDue: Kept<boolean>;
}

async function loadIdentity({ state, random }: FaceContext): Promise<Identity> {
  const kept = await Kept.load<Identity | null>(state, 'identity', null);
  if (kept.value) return kept.value;
  const made = { serial: random.hex(6).toUpperCase(), path: `/${random.hex(16)}` };
  await kept.set(made);
  return made;
}

function createReach(context: FaceContext, hub: Hub, path: string, events: EventQueue): Reach {
  return new Reach({
    ...context,
    path,
    ownAddress() {
      const { advertise, address } = context.view.configuration().interfaces.wan;
      return advertise ?? address;
    },
    onRequest() {
      events.raise('6 CONNECTION REQUEST');
      hub.want();
    },
    onRefused: (address) =>
      context.events.report({
        code: 'security.authentication-failed',
        subject: { kind: 'session', name: 'cwmp' },
        text: 'a connection request was not proven',
        facts: { address },
      }),
  });
}

function loadSchedule(context: FaceContext, hub: Hub, events: EventQueue): Promise<Schedule> {
  return Schedule.load(context.state, {
    ...context,
    phase: context.random.uniform(),
    onPeriodic() {
      events.raise('2 PERIODIC');
      hub.want();
    },
    async onScheduled(commandKey) {
      await events.keep(
        { code: '3 SCHEDULED', commandKey: '' },
        { code: 'M ScheduleInform', commandKey },
      );
      hub.want();
    },
    onFault: (error) => hub.fault(error),
  });
}

function createLookup(
  { clock }: FaceContext,
  { askName }: CwmpFaceOptions,
  hub: Hub,
  events: EventQueue,
): NameLookup {
  return new NameLookup({
    now: () => clock.now(),
    ask: askName,
    onDone() {
      events.raise('8 DIAGNOSTICS COMPLETE');
      hub.want();
    },
  });
}

export async function loadParts(
  context: FaceContext,
  options: CwmpFaceOptions,
  hub: Hub,
): Promise<Parts> {
  const { state, clock, wallClock } = context;
  const identity = await loadIdentity(context);
  const events = await EventQueue.load(state);
  const notifications = await Notifications.load(state, initialNotifications);
  const parameterKey = await Kept.load(state, 'parameter-key', '');
  const isResetDue = await Kept.load(state, 'reset-due', false);
  const acsChange = await AcsChange.load(context, state);
  const reach = createReach(context, hub, identity.path, events);
  const lookup = createLookup(context, options, hub, events);
  const device = new Device(context, await Instances.load(state), lookup, () => ({
    ...hub.settings.deviceNames,
    serialNumber: hub.settings.text('serial-number') || identity.serial,
    parameterKey: parameterKey.value,
    now: wallClock(),
    lookup: lookup.view(),
    ...reach.facts,
  }));
  const schedule = await loadSchedule(context, hub, events);
  const transfers = await Transfers.load(state, transferPorts(context, options, hub));
  const answers = new Answers({
    device,
    events,
    notifications,
    schedule,
    transfers,
    parameterKey,
    isResetDue,
    acsChange,
    pause: pauseOn(clock),
    onFault: (error) => hub.fault(error),
  });
  const watch = new ChangeWatch({
    clock,
    throttleMs: () => hub.settings.number('notification-throttle') * 1000,
    look: async () => notifications.changes(device.tree, await device.world()).isActive,
    onChange: () => hub.want(),
    onFault: (error) => hub.fault(error),
  });
  reach.onAddress = () => watch.note();
  return {
    device,
    events,
    notifications,
    schedule,
    transfers,
    answers,
    acsChange,
    reach,
    watch,
    parameterKey,
    isResetDue,
  };
}

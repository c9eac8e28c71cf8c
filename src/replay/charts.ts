/** The charts that are recorded, by the name that stands on a tape. */
import type { AnyStateMachine } from 'xstate';
import { callMachine } from '../../machines/call.machine.ts';
import { huntMachine } from '../../machines/hunt.machine.ts';
import { legMachine } from '../../machines/leg.machine.ts';
import { lineMachine } from '../../machines/line.machine.ts';
import { portMachine } from '../../machines/port.machine.ts';
import { registrationMachine } from '../../machines/registration.machine.ts';
import { serverMachine } from '../../machines/server.machine.ts';

const all: readonly AnyStateMachine[] = [
  lineMachine,
  registrationMachine,
  serverMachine,
  portMachine,
  callMachine,
  huntMachine,
  legMachine,
];

const byName: ReadonlyMap<string, AnyStateMachine> = new Map(
  all.map((machine) => [machine.id, machine]),
);

export function chartNamed(name: string): AnyStateMachine | undefined {
  return byName.get(name);
}

/**
 * Operators of the simulated world: they change what is configured while it runs, sometimes into
 * nonsense that must be refused.
 */
import { setProtocol } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { createRule, deleteRule } from '../../src/domain/forwarding-rules.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { createServer, deleteServer, setServer } from '../../src/domain/servers.ts';
import { addUserPort, deleteUser, removeUserPort, setUser } from '../../src/domain/users.ts';
import type { Commands } from '../../src/management/commands.ts';
import type { View } from '../../src/management/view.ts';
import {
  contactOfServer,
  nameOfLine,
  portOfLine,
  serverNames,
  transportOf,
  withLine,
} from './household.ts';
import type { SeededRandom } from './random.ts';
import type { WorldSettings } from './settings.ts';

type Change = (configuration: Configuration) => Configuration;

export interface OperatorPorts {
  readonly random: SeededRandom;
  readonly commands: () => Commands;
  readonly view: () => View;
  readonly settings: WorldSettings;
  readonly note: (text: string) => void;
  readonly broken: (rule: string) => void;
}

export class Operators {
  readonly #ports: OperatorPorts;
  #made = 0;

  constructor(ports: OperatorPorts) {
    this.#ports = ports;
  }

  /** One change of users, rules or policies. */
  act(): void {
    const { random, settings } = this.#ports;
    const at = random.between(0, settings.lines - 1);
    const name = nameOfLine(at);
    this.#made += 1;
    const number = this.#made;
    const acts: readonly (readonly [string, Change])[] = [
      [`delete ${name}`, (now) => deleteUser(now, name)],
      [`create ${name}`, (now) => withLine(now, at, transportOf(settings, 'lines'))],
      [`detach ${name}`, (now) => removeUserPort(now, name, portOfLine(at))],
      [`attach ${name}`, (now) => addUserPort(now, name, portOfLine(at))],
      [`disable ${name}`, (now) => setUser(now, { name, enabled: false })],
      [`enable ${name}`, (now) => setUser(now, { name, enabled: true })],
      [`rename ${name}`, (now) => setUser(now, { name, pseudonym: `n${number}` })],
      [`${name} by number`, (now) => setUser(now, { name, pseudonym: '' })],
      [`fill up`, (now) => filled(now, number)],
      [`clear rules`, (now) => cleared(now)],
      [`pace`, (now) => setProtocol(now, 'register-rate', random.pick(['10', '100']))],
    ];
    this.#submit(random.pick(acts));
  }

  /** One change of a server list. */
  reorder(): void {
    const { random, settings } = this.#ports;
    const name = random.pick(serverNames);
    const kind = name.startsWith('l') ? 'location' : 'proxy';
    const contact = contactOfServer(settings, name);
    const acts: readonly (readonly [string, Change])[] = [
      [`delete ${name}`, (now) => deleteServer(now, { kind, name })],
      [`create ${name}`, (now) => createServer(now, { kind, name, contact })],
      [`create ${name}`, (now) => createServer(now, { kind, name, contact })],
      [`master ${name}`, (now) => setServer(now, { kind, name, master: true })],
      [`no master ${name}`, (now) => setServer(now, { kind, name, master: false })],
      [`disable ${name}`, (now) => setServer(now, { kind, name, enabled: false })],
      [`enable ${name}`, (now) => setServer(now, { kind, name, enabled: true })],
    ];
    this.#submit(random.pick(acts));
  }

  /** One line loses a server for a while. */
  drill(): void {
    const { random, commands, settings } = this.#ports;
    const server = random.pick(serverNames);
    const line = nameOfLine(random.between(0, settings.lines - 1));
    const seconds = random.between(2, 60);
    const started = commands().drills.start({ server, seconds, line });
    this.#outcome(`drill ${server} ${seconds} s for ${line}`, started);
  }

  /** Nothing may be left of one that runs. */
  endDrill(): void {
    const { view, commands } = this.#ports;
    const running = view()
      .drills()
      .find(({ state }) => state === 'running');
    if (running) commands().drills.stop(running.name);
  }

  #submit([what, change]: readonly [string, Change]): void {
    const { commands } = this.#ports;
    const submitted = commands().submit(change, { face: 'simulation', name: 'operator' }, what);
    this.#outcome(what, submitted);
  }

  #outcome(what: string, done: Promise<unknown>): void {
    const { note, broken } = this.#ports;
    done.then(
      () => note(`operator: ${what}`),
      (error: unknown) => {
        if (error instanceof Refusal) note(`operator: ${what} refused, ${error.code}`);
        else broken(`"${what}" failed: ${String(error)}`);
      },
    );
  }
}

function filled(configuration: Configuration, number: number): Configuration {
  let next = configuration;
  for (let at = 0; at < 40; at += 1) {
    const address = `9${number}${at}`;
    next = createRule(next, { name: `r${number}x${at}`, address, contact: '10.0.2.3:5060' });
  }
  return next;
}

function cleared(configuration: Configuration): Configuration {
  const { forwardingRules } = configuration;
  return forwardingRules.reduce((now, { name }) => deleteRule(now, name), configuration);
}

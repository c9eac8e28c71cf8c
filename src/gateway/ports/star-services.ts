/** Services that phones set by dialling codes: done, then confirmed by a tone. Manual §1.12. */
import type { Configuration, Port, User } from '../../domain/configuration.ts';
import { dialling } from '../../domain/dialled-number.ts';
import { setPort } from '../../domain/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { setServices } from '../../domain/services.ts';
import type { StarAct } from '../../domain/star-acts.ts';
import type { Author } from '../../management/commands.ts';

type Change = (configuration: Configuration) => Configuration;

export interface StarPorts {
  /** Makes a change durable; rejects with a Refusal. */
  readonly submit: (change: Change, author: Author, summary: string) => Promise<unknown>;
}

/** What a code asks of us, not of who is called. */
export type CodeAct = Exclude<StarAct, { kind: 'server' | 'call' }>;

/** Who is called again, or nobody: the change is under way, and says whether it was made. */
export type StarOutcome =
  | { readonly kind: 'call'; readonly number: string }
  | { readonly kind: 'change'; readonly done: Promise<boolean> };

export class StarServices {
  readonly #ports: StarPorts;
  /** What each user dialled last, and who called it last. */
  readonly #dialled = new Map<string, string>();
  readonly #callers = new Map<string, string>();

  constructor(ports: StarPorts) {
    this.#ports = ports;
  }

  noteDialled(user: string, number: string): void {
    this.#dialled.set(user, number);
  }

  /** undefined: the last caller did not say who it is, and cannot be called back. */
  noteCaller(user: string, number: string | undefined): void {
    if (number === undefined) this.#callers.delete(user);
    else this.#callers.set(user, number);
  }

  perform(act: CodeAct, port: Port, user: User): StarOutcome {
    switch (act.kind) {
      case 'redial':
        return this.#again(this.#dialled.get(user.name));
      case 'return':
        return this.#again(this.#callers.get(user.name));
      case 'services': {
        const what = Object.keys(act.fields).join(', ');
        return this.#change(port, `${what} of ${user.name} by code`, (configuration) =>
          setServices(configuration, user.name, act.fields),
        );
      }
      case 'hotline':
        return this.#change(port, `hotline of ${port.name} by code`, (configuration) =>
          withHotline(configuration, port, act),
        );
      case 'callWaiting':
        return this.#change(port, `call waiting of ${port.name} by code`, (configuration) =>
          setPort(configuration, { name: port.name, callWaiting: act.isOn }),
        );
    }
  }

  #again(number: string | undefined): StarOutcome {
    if (number === undefined) return { kind: 'change', done: Promise.resolve(false) };
    return { kind: 'call', number };
  }

  #change({ name }: Port, summary: string, change: Change): StarOutcome {
    const done = this.#ports.submit(change, { face: 'phone', name }, summary).then(
      () => true,
      () => false,
    );
    return { kind: 'change', done };
  }
}

/** L134: only a number that could be dialled at this port. A phone dials by itself. */
function withHotline(
  configuration: Configuration,
  port: Port,
  { number, isEnabled }: Extract<StarAct, { kind: 'hotline' }>,
): Configuration {
  if (port.kind !== 'soft') throw new Refusal('E-PORT-KIND', 'a phone has no hotline');
  if (number && !/^(complete|onTimeout)$/.test(dialling(configuration, port, number))) {
    throw new Refusal('E-DIGITS', `"${number}" cannot be dialled at port "${port.name}"`);
  }
  return setPort(configuration, { name: port.name, hotline: number, hotlineEnabled: isEnabled });
}

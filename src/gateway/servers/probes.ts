/**
 * OPTIONS to servers that are doubted, or that lines may return to. failover.md §2.3, RFC 3261 §11.
 */
import { contain } from '../../../machines/contain.ts';
import { serverMachine } from '../../../machines/server.machine.ts';
import type { HealthNews } from '../../../machines/server-setup.ts';
import type { Configuration, Server } from '../../domain/configuration.ts';
import { numberSetting } from '../../domain/protocol.ts';
import type { Target } from '../../sip/flow.ts';
import { reasonOf } from '../../sip/ua/failure-text.ts';
import type { Core } from '../core.ts';
import { optionsRequest } from '../lone-request.ts';
import { targetUri } from '../uris.ts';
import { contactOf, type Health } from './health.ts';

interface ProbePorts {
  readonly core: Core;
  readonly configuration: () => Configuration;
  readonly health: Health;
  /** Told the Call-ID of each probe before it is sent. */
  readonly asking?: (callId: string) => void;
}

export class Probes {
  readonly #ports: ProbePorts;

  constructor(ports: ProbePorts) {
    this.#ports = ports;
  }

  logic(tell: (news: HealthNews) => void): typeof serverMachine {
    return serverMachine.provide({
      actions: {
        tellHealth: contain((news: HealthNews) => tell(news)),
        probe: contain(({ key }: { readonly key: string }) => this.#probe(key)),
      },
    });
  }

  #probe(key: string): void {
    const { locationServers, proxyServers } = this.#ports.configuration();
    const server = [...locationServers, ...proxyServers].find(
      ({ kind, name }) => `${kind}:${name}` === key,
    );
    if (!server) return;
    const { kind, name } = server;
    this.#ports.core.locate(server.contact, (located) => {
      const [target] = located.ok ? located.targets : [];
      // DNS has taken its time: somebody has heard meanwhile that it wants to be left alone.
      if (this.#ports.health.isLeftAlone(server)) return;
      if (target) this.#ask(server, target);
      else if (!located.ok) {
        this.#ports.health.tell(kind, name, contactOf('dns', located.reason));
      }
    });
  }

  /** Any answer counts: also a refusal shows that somebody is there. */
  #ask({ kind, name, contact }: Server, target: Target): void {
    const { core, health, configuration } = this.#ports;
    const patienceMs = numberSetting(configuration(), 'suspect-attempt-ms');
    let isOver = false;
    const settle = (contacted: Parameters<Health['tell']>[2]) => {
      if (isOver) return;
      isOver = true;
      core.clock.clearTimeout(timer);
      health.tell(kind, name, contacted);
    };
    const timer = core.clock.setTimeout(
      () => settle({ kind: 'silent', reason: `no answer to OPTIONS in ${patienceMs} ms` }),
      patienceMs,
    );
    const probe = optionsRequest(core, targetUri({ ...contact, user: undefined }), target);
    this.#ports.asking?.(probe.headers.first('Call-ID') ?? '');
    core.endpoint.request(probe, target, 'wan', {
      response: ({ status }) => {
        if (status >= 200) settle({ kind: 'answered' });
      },
      failed: (fault) => settle(contactOf(fault, reasonOf(fault))),
    });
  }
}

/**
 * The agent's own process: its socket, its guard and its keys. The gateway is asked for every value
 * and every change.
 */
import { createSocket, type Socket } from 'node:dgram';
import { realClock } from '../../runtime/clock.ts';
import { Agent } from './agent.ts';
import { AgentxClient } from './agentx/client.ts';
import {
  type AgentBirth,
  type AgentSettings,
  type FromAgent,
  isToAgent,
  type Notification,
  type NotifyResult,
  type Place,
  type ToAgent,
} from './channel.ts';
import { Keyring } from './keyring.ts';
import { limits } from './limits.ts';
import { Notifier } from './notifier.ts';
import { mibArc } from './object-table.ts';
import { parseOid } from './oid.ts';
import type { AgentReply, Ask } from './request.ts';
import { createSourceList } from './source-list.ts';
import { Usm } from './usm.ts';

const sysUpTime = [1, 3, 6, 1, 2, 1, 1, 3, 0];
const snmpTrapOid = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0];

/** What a master does not have itself: ours, NETWORK-SERVICES-MIB, SIP-COMMON-MIB, SIP-UA-MIB. */
const agentxSubtrees = [mibArc, '1.3.6.1.2.1.27', '1.3.6.1.2.1.149', '1.3.6.1.2.1.150'].flatMap(
  (subtree) => [parseOid(subtree) ?? []],
);

function ignore(): void {
  // A datagram that could not be sent is a datagram lost.
}

function tell(message: FromAgent): void {
  process.send?.(message);
}

/** Questions to the gateway and who waits for their answers. */
class Questions {
  #lastId = 0;
  readonly #waiting = new Map<number, (reply: AgentReply) => void>();

  readonly ask: Ask = async (request) =>
    await new Promise((resolve, reject) => {
      this.#lastId += 1;
      const id = this.#lastId;
      const timer = realClock.setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error('the gateway does not answer'));
      }, limits.pendingMs);
      this.#waiting.set(id, (reply) => {
        this.#waiting.delete(id);
        realClock.clearTimeout(timer);
        resolve(reply);
      });
      tell({ kind: 'request', id, request });
    });

  answer(id: number, reply: AgentReply): void {
    this.#waiting.get(id)?.(reply);
  }
}

/** What lives from birth to stop. */
class AgentProcess {
  readonly #questions = new Questions();
  readonly #agent: Agent;
  readonly #usm: Usm;
  readonly #notifier: Notifier;
  readonly #birth: AgentBirth;
  #socket: Socket | undefined;
  #agentx: AgentxClient | undefined;
  #isTold = true;

  constructor(birth: AgentBirth) {
    this.#birth = birth;
    const bornAtMs = realClock.now();
    const engine = {
      id: Buffer.from(birth.engineId, 'hex'),
      boots: birth.boots,
      time: () => Math.floor((realClock.now() - bornAtMs) / 1000),
    };
    const keyring = new Keyring(engine.id, birth.foreignKeys, (keys) =>
      tell({ kind: 'learnt', keys }),
    );
    keyring.install();
    this.#usm = new Usm(engine, keyring);
    this.#agent = new Agent({
      usm: this.#usm,
      engineId: engine.id,
      now: () => realClock.now(),
      ask: this.#questions.ask,
      send: (datagram, { port, address }) => this.#socket?.send(datagram, port, address, ignore),
      onAuthenticationFailure: ({ address }, reason) =>
        tell({ kind: 'unauthentic', source: address, reason }),
    });
    this.#notifier = new Notifier({
      usm: this.#usm,
      engine,
      onResult: (target, notification, result) => {
        this.#count(result);
        tell({ kind: 'notified', target, notification, result });
      },
    });
  }

  start(): void {
    const { listen, agentx } = this.#birth;
    if (listen) this.#listen(listen);
    else tell({ kind: 'listening', place: { address: '', port: 0 } });
    if (agentx !== null) this.#connect(agentx);
  }

  #connect(master: string): void {
    this.#agentx = new AgentxClient({
      master,
      clock: realClock,
      ask: this.#questions.ask,
      subtrees: agentxSubtrees,
      description: 'Offhook, a multi-line VoIP gateway',
      onState: (state) => tell({ kind: 'agentx', state }),
    });
    this.#agentx.start();
  }

  #listen(place: Place): void {
    const { address, port } = place;
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', (error) => {
      tell({ kind: 'failed', reason: error.message });
      socket.close();
      this.#socket = undefined;
      // Whoever has the place may leave it.
      realClock.setTimeout(() => this.#listen(place), limits.listenAgainMs);
    });
    socket.on('message', (datagram, from) => {
      this.#agent.receive(datagram, from);
      this.#tellSoon();
    });
    socket.bind(port, address, () => {
      this.#socket = socket;
      tell({ kind: 'listening', place: { address, port: socket.address().port } });
    });
  }

  #count(result: NotifyResult): void {
    const { counts } = this.#agent;
    if (result === 'sent') counts.outTraps += 1;
    else if (result === 'confirmed') counts.informsConfirmed += 1;
    else if (result === 'failed') counts.notificationsFailed += 1;
    else counts.notificationsDropped += 1;
    this.#tellSoon();
  }

  /** The gateway knows the counters, a little later than they count. */
  #tellSoon(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    realClock.setTimeout(() => {
      this.#isTold = true;
      this.tellCounts();
    }, limits.countsMs);
  }

  tellCounts(): void {
    tell({ kind: 'alive', counts: { ...this.#agent.counts } });
  }

  set({ users, communities, targets }: AgentSettings): void {
    this.#usm.setUsers(users);
    this.#agent.setCommunities(
      communities.map(({ name, source, view }) => ({
        name,
        view,
        sources: createSourceList([source]),
      })),
    );
    this.#notifier.setTargets(targets);
  }

  #notify(notification: Notification): void {
    this.#notifier.notify(notification);
    this.#agentx?.notify([
      { oid: sysUpTime, value: { type: 'timeTicks', value: notification.upTimeTicks } },
      { oid: snmpTrapOid, value: { type: 'oid', value: parseOid(notification.oid) ?? [] } },
      ...notification.varbinds,
    ]);
  }

  hear(message: Exclude<ToAgent, { kind: 'birth' }>): void {
    if (message.kind === 'settings') this.set(message.settings);
    else if (message.kind === 'reply') this.#questions.answer(message.id, message.reply);
    else if (message.kind === 'notify') this.#notify(message.notification);
    else if (message.kind === 'ping') this.tellCounts();
    else process.exit(0);
  }
}

let living: AgentProcess | undefined;

process.on('message', (message) => {
  if (!isToAgent(message)) return;
  if (message.kind !== 'birth') return living?.hear(message);
  living = new AgentProcess(message.birth);
  living.set(message.settings);
  living.start();
});

// Without the gateway there is nothing to tell.
process.on('disconnect', () => process.exit(0));

/**
 * The gateway's end of the agent's process: started, watched, started again. Never at once, and
 * never for ever in a row.
 */
import { formatListener } from '../../domain/listener.ts';
import { type CrashHistory, decideRestart, noCrashes } from '../../domain/restart.ts';
import type { FaceClock, FaceLog } from '../face.ts';
import type { AgentBirth, AgentSettings, FromAgent, ToAgent } from './channel.ts';
import { limits } from './limits.ts';

/** A process as the link sees it. */
export interface AgentChild {
  send(message: ToAgent): void;
  kill(): void;
}

export interface AgentChildEvents {
  readonly onMessage: (message: FromAgent) => void;
  readonly onEnd: (reason: string) => void;
}

export interface AgentLinkPorts {
  readonly clock: FaceClock;
  readonly log: FaceLog;
  readonly start: (events: AgentChildEvents) => AgentChild;
  /** What a new process is born with; its boots are higher and durable. */
  readonly birth: () => Promise<AgentBirth>;
  readonly onMessage: (message: Exclude<FromAgent, { kind: 'listening' | 'failed' }>) => void;
  /** A process ended that should not have. */
  readonly onCrash: (reason: string) => void;
}

export class AgentLink {
  readonly #ports: AgentLinkPorts;
  #child: AgentChild | undefined;
  #settings: AgentSettings;
  #history: CrashHistory = noCrashes;
  #timer: unknown;
  #heartbeat: unknown;
  #heardAtMs = 0;
  #isStopped = false;
  #waiting: (() => void)[] = [];
  /** Where it listens, or why not. */
  #state = 'starting';

  constructor(ports: AgentLinkPorts, settings: AgentSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  get state(): string {
    return this.#state;
  }

  /** Resolves when the process listens, or has said why it does not. */
  async start(): Promise<void> {
    const settled = new Promise<void>((resolve) => this.#waiting.push(resolve));
    await this.#bear();
    await settled;
  }

  async #bear(): Promise<void> {
    try {
      const birth = await this.#ports.birth();
      if (this.#isStopped) return this.#settle('stopped');
      let isOver = false;
      const child = this.#ports.start({
        onMessage: (message) => this.#hear(message),
        onEnd: (reason) => {
          if (!isOver) this.#ended(reason);
          isOver = true;
        },
      });
      this.#child = child;
      this.#heardAtMs = this.#ports.clock.now();
      child.send({ kind: 'birth', birth, settings: this.#settings });
      this.#beat();
    } catch (error) {
      this.#ended(error instanceof Error ? error.message : String(error));
    }
  }

  #settle(state: string): void {
    this.#state = state;
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }

  #hear(message: FromAgent): void {
    this.#heardAtMs = this.#ports.clock.now();
    if (message.kind === 'listening') {
      this.#settle(formatListener(message.place.port === 0 ? undefined : message.place));
    } else if (message.kind === 'failed') {
      this.#ports.log.error({ reason: message.reason }, 'the SNMP agent cannot listen');
      this.#settle(`failed: ${message.reason}`);
    } else this.#ports.onMessage(message);
  }

  /** A process that says nothing for long hangs, and is replaced. */
  #beat(): void {
    this.#heartbeat = this.#ports.clock.setTimeout(() => {
      const silentMs = this.#ports.clock.now() - this.#heardAtMs;
      if (silentMs >= limits.heartbeatSilenceMs) this.#child?.kill();
      else this.#child?.send({ kind: 'ping' });
      this.#beat();
    }, limits.heartbeatMs);
  }

  #ended(reason: string): void {
    this.#child = undefined;
    this.#ports.clock.clearTimeout(this.#heartbeat);
    if (this.#isStopped) return this.#settle('off');
    this.#settle('waiting to be started again');
    const [history, { kind, delayMs }] = decideRestart(this.#history, this.#ports.clock.now());
    this.#history = history;
    this.#ports.log.error({ reason, kind, delayMs }, 'the SNMP agent ended');
    this.#ports.onCrash(reason);
    this.#timer = this.#ports.clock.setTimeout(() => void this.#bear(), delayMs);
  }

  set(settings: AgentSettings): void {
    this.#settings = settings;
    this.send({ kind: 'settings', settings });
  }

  send(message: ToAgent): void {
    this.#child?.send(message);
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#ports.clock.clearTimeout(this.#timer);
    this.#ports.clock.clearTimeout(this.#heartbeat);
    if (!this.#child) return this.#settle('off');
    const ended = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#child.send({ kind: 'stop' });
    this.#timer = this.#ports.clock.setTimeout(() => this.#child?.kill(), limits.stopMs);
    await ended;
    this.#ports.clock.clearTimeout(this.#timer);
  }
}

/** The last hour in samples: what the graphs of the page are drawn from, and nothing more. */
import type { FastifyInstance } from 'fastify';
import type { FaceContext } from '../face.ts';
import { limits } from './limits.ts';

interface Sample {
  /** Seconds since 1970. */
  readonly at: number;
  readonly linesUp: number;
  readonly linesTotal: number;
  readonly calls: number;
  /** Lines and calls that have gone on to another server since the sample before. */
  readonly failovers: number;
}

export interface History {
  /** Oldest first. */
  samples(): readonly Sample[];
  stop(): void;
}

/** Samples from now on, until it is stopped; the oldest go. */
export function startHistory({ view, clock, wallClock }: FaceContext): History {
  const kept: Sample[] = [];
  let before = failoversOf();
  let timer: unknown;

  function failoversOf(): number {
    const { registerFailovers, inviteFailovers } = view.totals();
    return registerFailovers + inviteFailovers;
  }

  function look(): void {
    const { lines, calls } = view.status();
    const failovers = failoversOf();
    kept.push({
      at: Math.round(wallClock() / 1000),
      linesUp: lines.up,
      linesTotal: lines.total,
      calls,
      failovers: failovers - before,
    });
    before = failovers;
    if (kept.length > limits.samples) kept.shift();
    timer = clock.setTimeout(look, limits.sampleMs);
  }

  look();
  return { samples: () => kept, stop: () => clock.clearTimeout(timer) };
}

const series = { type: 'array', items: { type: 'integer' } } as const;

export function addHistory(app: FastifyInstance, history: History): void {
  app.get(
    '/api/v1/history',
    {
      config: { role: 'read' },
      schema: {
        summary: 'the last hour: lines, calls and failovers, oldest first',
        tags: ['status'],
        response: {
          200: {
            type: 'object',
            properties: {
              at: { ...series, description: 'seconds since 1970' },
              linesUp: series,
              linesTotal: series,
              calls: series,
              failovers: { ...series, description: 'since the sample before' },
            },
          },
        },
      },
    },
    async () => {
      const samples = history.samples();
      return {
        at: samples.map(({ at }) => at),
        linesUp: samples.map(({ linesUp }) => linesUp),
        linesTotal: samples.map(({ linesTotal }) => linesTotal),
        calls: samples.map(({ calls }) => calls),
        failovers: samples.map(({ failovers }) => failovers),
      };
    },
  );
}

/**
 * The tables of lines and servers as the command line prints them, kept fresh while a terminal
 * looks on.
 */
import type { RunningGateway } from '../../support/gateway-process.ts';

const everyMs = 300;
const commands = [
  'voip sip user list',
  'voip sip locationserver list',
  'voip sip proxyserver list',
];

export interface LiveState {
  lines(): readonly string[];
  watch(gateway: RunningGateway): void;
  close(): void;
}

export function createLiveState(): LiveState {
  let tables: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function look(gateway: RunningGateway): Promise<void> {
    const outcomes = await Promise.all(commands.map((line) => gateway.tryExec(line)));
    tables = outcomes.flatMap((outcome) =>
      outcome.ok ? [...outcome.answer.text.split('\n'), ''] : [],
    );
  }

  return {
    lines: () => tables,
    watch(gateway) {
      // A gateway that is stopping no longer answers.
      timer = setInterval(() => void look(gateway).catch(() => undefined), everyMs);
    },
    close: () => clearInterval(timer),
  };
}

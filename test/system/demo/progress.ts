/** How the demo tells what happens: a view that is redrawn on a terminal, plain lines elsewhere. */
import type { WriteStream } from 'node:tty';

export interface Progress {
  begin(title: string): void;
  say(text: string): void;
  end(isDone: boolean, text: string): void;
  /** Shown under the acts for as long as the demo runs on. */
  rest(lines: readonly string[]): void;
  close(): void;
}

function plainProgress(write: (line: string) => void): Progress {
  return {
    begin: (title) => write(`… ${title}`),
    say: (text) => write(`    ${text}`),
    end: (isDone, text) => write(`${isDone ? 'ok' : 'FAILED'}  ${text}`),
    rest: (lines) => write(['', ...lines].join('\n')),
    close: () => undefined,
  };
}

const escape = '\u001b[';
const paint = (code: number, text: string) => `${escape}${code}m${text}${escape}0m`;
const [bold, dim, red, green, yellow] = [1, 2, 31, 32, 33] as const;
const spinner = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];
const frameMs = 100;
const saidMax = 6;

interface Shown {
  readonly title: string;
  readonly said: string[];
  outcome: { readonly isDone: boolean; readonly text: string } | undefined;
}

/** A line that wraps would spoil the redrawing: it is cut before it is painted. */
function cut(text: string, room: number): string {
  return text.length < room ? text : `${text.slice(0, room - 2)}…`;
}

/** `live` gives the lines of the state as it is now. */
function liveProgress(out: WriteStream, live: () => readonly string[]): Progress {
  const acts: Shown[] = [];
  let resting: readonly string[] = [];
  let drawn = 0;
  let frame = 0;

  const faint = (text: string) => paint(dim, cut(`    ${text}`, out.columns));

  function linesOf({ title, said, outcome }: Shown): string[] {
    const name = cut(title, out.columns - 2);
    if (!outcome) {
      const mark = spinner[frame % spinner.length] ?? '';
      return [`${paint(yellow, mark)} ${paint(bold, name)}`, ...said.slice(-saidMax).map(faint)];
    }
    const mark = outcome.isDone ? paint(green, '✔') : paint(red, '✘');
    return [`${mark} ${name}`, faint(outcome.text)];
  }

  function draw(): void {
    frame += 1;
    const state = live();
    const lines = [
      ...acts.flatMap(linesOf),
      ...['', ...state].map((line) => cut(line, out.columns)),
      ...resting.map((line) => cut(line, out.columns)),
    ];
    const up = drawn > 0 ? `${escape}${drawn}A` : '';
    out.write(`${up}\r${escape}J${lines.join('\n')}\n`);
    drawn = lines.length;
  }

  const timer = setInterval(draw, frameMs);
  return {
    begin: (title) => acts.push({ title, said: [], outcome: undefined }),
    say: (text) => acts.at(-1)?.said.push(text),
    end(isDone, text) {
      const act = acts.at(-1);
      if (act) act.outcome = { isDone, text };
      draw();
    },
    rest(lines) {
      resting = lines;
    },
    close() {
      clearInterval(timer);
      draw();
    },
  };
}

export function createProgress(out: WriteStream, live: () => readonly string[]): Progress {
  return out.isTTY ? liveProgress(out, live) : plainProgress((line) => out.write(`${line}\n`));
}

/** docs/cli.md against the grammar. */
import { test } from 'node:test';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { type CommandForm, type Param, usage } from '../../../src/management/cli/grammar.ts';
import { assertGenerated, markdownTable } from '../../support/generated.ts';

/** `voip sip user`: what the commands of one section begin with. */
function sectionOf({ path }: CommandForm): string {
  return path.slice(0, Math.max(1, Math.min(path.length - 1, 3))).join(' ');
}

function rowsOf(param: Param): readonly (readonly string[])[] {
  const meanings = Object.entries(param.kind === 'position' ? (param.meanings ?? {}) : {});
  return [
    [`\`${param.name}\``, param.help],
    ...meanings.map(([word, meaning]) => [`\`${word}\``, meaning]),
  ];
}

function section(name: string, commands: readonly CommandForm[]): string {
  const words = commands.map((command) => `- \`${usage(command)}\`: ${command.help}`);
  const params = new Map(
    commands.flatMap((command) => command.params.flatMap(rowsOf)).map((row) => [row.join(), row]),
  );
  const table = markdownTable(['parameter', 'meaning'], [...params.values()]);
  return [`## ${name}\n`, ...words, ...(params.size === 0 ? [] : ['', table])].join('\n');
}

test('docs/cli.md lists every command with its parameters, and nothing else', () => {
  const names = [...new Set(allCommands.map(sectionOf))].toSorted();
  const text = names.map((name) =>
    section(
      name,
      allCommands.filter((command) => sectionOf(command) === name),
    ),
  );
  assertGenerated(new URL('../../../docs/cli.md', import.meta.url), 'commands', text.join('\n\n'));
});

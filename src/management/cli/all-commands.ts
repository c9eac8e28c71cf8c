/** Every command there is: those of the model's tables, generated, and the few written by hand. */
import { model } from '../model.ts';
import { attachCommands } from './attach-commands.ts';
import { callCommands, logCommand } from './call-commands.ts';
import { configCommands } from './config-commands.ts';
import { cwmpCommands } from './cwmp-commands.ts';
import { drillCommands } from './drill-commands.ts';
import { helpCommand } from './help-command.ts';
import { incidentCommands } from './incident-commands.ts';
import { listenCommands } from './listen-commands.ts';
import { matchCommand } from './match.ts';
import { mediaCommands } from './media-commands.ts';
import { profileCommands } from './profile-commands.ts';
import { protocolCommands } from './protocol-commands.ts';
import type { CliCommand } from './session.ts';
import { snmpCommands } from './snmp-commands.ts';
import { softPortCommands } from './soft-port-commands.ts';
import { systemCommands } from './system-commands.ts';
import { tableCommands } from './table-commands.ts';
import { traceCommands } from './trace-commands.ts';
import { trialCommands } from './trial-commands.ts';
import { webCommands } from './web-commands.ts';
import { commandWords } from './words.ts';

const commands: readonly CliCommand[] = [
  ...model.tables.flatMap(tableCommands),
  ...attachCommands,
  ...softPortCommands,
  ...callCommands,
  ...drillCommands,
  ...model.logs.map(logCommand),
  ...protocolCommands,
  ...mediaCommands,
  ...profileCommands,
  ...cwmpCommands,
  ...systemCommands,
  ...traceCommands,
  ...incidentCommands,
  ...listenCommands,
  ...webCommands,
  ...snmpCommands,
  ...configCommands(masked),
  ...trialCommands,
];

/** A line of a script with its secrets as `***`. */
function masked(line: string): string {
  return matchCommand(commands, commandWords(line)).summary;
}

export const allCommands: readonly CliCommand[] = [...commands, helpCommand(commands)];

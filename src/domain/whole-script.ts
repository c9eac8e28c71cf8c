/** A script that is the whole configuration: how it says so, and what its passwords are. */
import type { Configuration } from './configuration.ts';
import { toScript } from './script.ts';
import type { SnmpSettings, SnmpUser } from './snmp-configuration.ts';

/** Its first line. */
export const wholeMark = '# the whole configuration';

export function isMarkedWhole(text: string): boolean {
  return text.startsWith(wholeMark);
}

/** `voip sip user create alice`, of every row. */
function rowsOf(configuration: Configuration): readonly string[] {
  return toScript(configuration, { secrets: false }).flatMap(
    (line) => /^.*? create (?:"(?:[^"\\]|\\.)*"|\S+)/.exec(line)?.[0] ?? [],
  );
}

/** Whether every row that there was is still there. */
export function hasRowsOf(after: Configuration, before: Configuration): boolean {
  const rows = new Set(rowsOf(after));
  return rowsOf(before).every((row) => rows.has(row));
}

interface Named {
  readonly name: string;
}

/** Rows of the same name keep what the script has left out. */
function filled<T extends Named>(
  rows: readonly T[],
  before: readonly T[],
  fill: (row: T, known: T) => T,
): readonly T[] {
  return rows.map((row) => {
    const known = before.find(({ name }) => name === row.name);
    return known ? fill(row, known) : row;
  });
}

function withPassword<T extends Pick<Configuration['users'][number], 'password'>>(
  row: T,
  { password }: T,
): T {
  return row.password === undefined ? { ...row, password } : row;
}

/** Keys are localized to an engine, and made by one algorithm. */
function snmpUsers(after: SnmpSettings, before: SnmpSettings): readonly SnmpUser[] {
  if (after.engineId !== before.engineId) return after.users;
  return filled(after.users, before.users, (user, { auth, authKey, privKey }) =>
    user.auth === auth && user.authKey === undefined ? { ...user, authKey, privKey } : user,
  );
}

/** A file on somebody's server holds no passwords: those that are known stay. */
export function withSecretsOf(before: Configuration, after: Configuration): Configuration {
  const { web, snmp } = after;
  return {
    ...after,
    users: filled(after.users, before.users, withPassword),
    ports: filled(after.ports, before.ports, withPassword),
    drafts: filled(after.drafts, before.drafts, withPassword),
    web: {
      ...web,
      users: filled(web.users, before.web.users, (user, { passwordHash }) => ({
        ...user,
        passwordHash: user.passwordHash ?? passwordHash,
      })),
    },
    snmp: { ...snmp, users: snmpUsers(snmp, before.snmp) },
  };
}

/** Users: made, changed, attached to ports. Manual §1.2, §1.3, §2.2; widened as voice-service §7 says. */
import type { Configuration, User } from './configuration.ts';
import { parseDomain } from './contact.ts';
import { compileDigitMap } from './digit-map.ts';
import { checkEntries } from './entries.ts';
import { limits } from './limits.ts';
import { checkDigits, checkName, checkNew, checkPrintable, find, shown } from './names.ts';
import { setting } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { createSecret } from './secret.ts';

/** What an operator may say of a user; undefined: not said. */
export interface UserFields {
  readonly name: string;
  readonly address?: string | undefined;
  readonly areaCode?: string | undefined;
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  /** `<host>[;transport=…]`; an empty text takes it away. */
  readonly domain?: string | undefined;
  readonly pseudonym?: string | undefined;
  readonly enabled?: boolean | undefined;
}

const blank: Omit<User, 'name' | 'address'> = {
  areaCode: '',
  login: '',
  password: undefined,
  domain: undefined,
  transport: 'udp',
  pseudonym: undefined,
  ports: [],
  enabled: true,
};

function withFields(user: User, fields: UserFields): User {
  const domain = fields.domain ? parseDomain(fields.domain) : undefined;
  return {
    ...user,
    address: fields.address ?? user.address,
    areaCode: fields.areaCode ?? user.areaCode,
    login: fields.login ?? user.login,
    password: fields.password === undefined ? user.password : createSecret(fields.password),
    domain: fields.domain === undefined ? user.domain : domain?.host,
    transport: fields.domain === undefined ? user.transport : (domain?.transport ?? 'udp'),
    pseudonym: fields.pseudonym === undefined ? user.pseudonym : fields.pseudonym || undefined,
    enabled: fields.enabled ?? user.enabled,
  };
}

export function createUser(configuration: Configuration, fields: UserFields): Configuration {
  checkNew(configuration.users, fields.name, 'user');
  checkEntries(configuration, 1);
  const user = withFields({ ...blank, name: fields.name, address: '' }, fields);
  return checked({ ...configuration, users: [...configuration.users, user] }, user);
}

export function setUser(configuration: Configuration, fields: UserFields): Configuration {
  const user = withFields(find(configuration.users, fields.name, 'user'), fields);
  return checked(replaced(configuration, user), user);
}

export function deleteUser(configuration: Configuration, name: string): Configuration {
  find(configuration.users, name, 'user');
  return { ...configuration, users: configuration.users.filter((user) => user.name !== name) };
}

/** Attaches a user to a port; from then on it registers. */
export function addUserPort(
  configuration: Configuration,
  name: string,
  port: string,
): Configuration {
  const user = find(configuration.users, name, 'user');
  find(configuration.ports, port, 'port');
  if (user.ports.includes(port)) {
    throw new Refusal('E-PORT-ATTACHED', `user "${name}" is attached to port "${port}" already`);
  }
  return replaced(configuration, { ...user, ports: [...user.ports, port] });
}

export function removeUserPort(
  configuration: Configuration,
  name: string,
  port: string,
): Configuration {
  const user = find(configuration.users, name, 'user');
  if (!user.ports.includes(port)) {
    throw new Refusal('E-NOT-FOUND', `user "${name}" is not attached to port "${shown(port)}"`);
  }
  return replaced(configuration, { ...user, ports: user.ports.filter((one) => one !== port) });
}

function replaced(configuration: Configuration, user: User): Configuration {
  const users = configuration.users.map((one) => (one.name === user.name ? user : one));
  return { ...configuration, users };
}

function checked(configuration: Configuration, user: User): Configuration {
  checkUser(configuration, user);
  return configuration;
}

/** Every rule of one user inside a configuration that holds it. */
export function checkUser(configuration: Configuration, user: User): void {
  checkName(user.name, 'user');
  compileDigitMap(user.address, limits.addressLength);
  if (user.areaCode !== '') checkDigits(user.areaCode, limits.areaCodeLength, 'area code');
  if (user.pseudonym !== undefined) {
    checkPrintable(user.pseudonym, limits.pseudonymLength, 'pseudonym');
  }
  checkCredentials(configuration, user);
  const twin = configuration.users.find(
    (one) =>
      one.name !== user.name && one.areaCode === user.areaCode && one.address === user.address,
  );
  if (twin) {
    const pair = `area code "${user.areaCode}" and address "${user.address}"`;
    throw new Refusal('E-ADDRESS-TAKEN', `user "${twin.name}" has ${pair} already`);
  }
}

function checkCredentials(configuration: Configuration, { name, login, password }: User): void {
  const isNarrow = setting(configuration, 'manual-limits') === 'on';
  const secret = password?.reveal();
  const pairs = [
    ['login', login === '' ? undefined : login, limits.loginLength, limits.manualLoginLength],
    ['password', secret, limits.passwordLength, limits.manualPasswordLength],
  ] as const;
  for (const [what, value, wide, narrow] of pairs) {
    if (value === undefined) continue;
    checkPrintable(value, isNarrow ? narrow : wide, `${what} of user "${name}"`);
    if (isNarrow && /[./]/.test(value)) {
      throw new Refusal('E-MANUAL-LIMITS', `${what} of user "${name}" holds "." or "/"`);
    }
  }
}

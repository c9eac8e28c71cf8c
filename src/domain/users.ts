/** Users: made, changed, attached to ports. Manual §1.2, §1.3, §2.2, widened as its §7 says. */
import type { Configuration, User } from './configuration.ts';
import { checkHost, parseDomain } from './contact.ts';
import { compileDigitMap } from './digit-map.ts';
import { checkEntries } from './entries.ts';
import { limits } from './limits.ts';
import { checkManualLimits } from './manual-limits.ts';
import { checkDigits, checkName, checkNew, checkPrintable, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';
import { secretFrom } from './secret.ts';

/** What an operator may say of a user; undefined: not said. */
export interface UserFields {
  readonly name: string;
  readonly address?: string | undefined;
  readonly areaCode?: string | undefined;
  readonly login?: string | undefined;
  /** An empty text takes it away; so does one for `domain` and for `pseudonym`. */
  readonly password?: string | undefined;
  /** `<host>[;transport=…]`. */
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
    password: secretFrom(fields.password, user.password),
    domain: fields.domain === undefined ? user.domain : domain?.host,
    transport: fields.domain === undefined ? user.transport : (domain?.transport ?? 'udp'),
    pseudonym: fields.pseudonym === undefined ? user.pseudonym : fields.pseudonym || undefined,
    enabled: fields.enabled ?? user.enabled,
  };
}

export function createUser(configuration: Configuration, fields: UserFields): Configuration {
  checkNew(configuration.users, fields.name, 'user');
  checkEntries(configuration, 'user');
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

/** Who calls from a port: the first entered of the enabled users attached to it. */
export function userAt({ users }: Configuration, port: string): User | undefined {
  return users.find(({ enabled, ports }) => enabled && ports.includes(port));
}

function replaced(configuration: Configuration, user: User): Configuration {
  const users = configuration.users.map((one) => (one.name === user.name ? user : one));
  return { ...configuration, users };
}

function checked(configuration: Configuration, user: User): Configuration {
  checkUser(configuration, user);
  checkManualLimits(configuration);
  return configuration;
}

/** Every rule of one user inside a configuration that holds it. */
export function checkUser({ users }: Configuration, user: User): void {
  const { name, address, areaCode, login, domain, pseudonym } = user;
  checkName(name, 'user');
  compileDigitMap(address, limits.addressLength);
  if (areaCode !== '') checkDigits(areaCode, limits.areaCodeLength, 'area code');
  if (pseudonym !== undefined) checkPrintable(pseudonym, limits.pseudonymLength, 'pseudonym');
  if (domain !== undefined) checkHost(domain, limits.domainLength);
  if (login !== '') checkPrintable(login, limits.loginLength, `login of user "${name}"`);
  const password = user.password?.reveal();
  if (password !== undefined) {
    checkPrintable(password, limits.passwordLength, `password of user "${name}"`);
  }
  const twin = users.find((one) => one.name !== name && isSameNumber(one, user));
  if (twin) {
    const pair = `area code "${areaCode}" and address "${address}"`;
    throw new Refusal('E-ADDRESS-TAKEN', `user "${twin.name}" has ${pair} already`);
  }
}

/** Addresses are digit maps, and those know no case. */
function isSameNumber(one: User, other: User): boolean {
  return (
    one.areaCode === other.areaCode && one.address.toUpperCase() === other.address.toUpperCase()
  );
}

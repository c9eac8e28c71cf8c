/** Who may log in to the web page and REST: users and tokens. Secrets are kept as hashes. */
import type { Configuration, WebToken, WebUser } from './configuration.ts';
import { checkName, checkNew, find } from './names.ts';
import { Refusal } from './refusal.ts';
import { parseRole } from './web-role.ts';

const usersMax = 32;
const tokensMax = 32;

function withUsers(configuration: Configuration, users: readonly WebUser[]): Configuration {
  checkWebUsers(users);
  return { ...configuration, web: { ...configuration.web, users } };
}

function withTokens(configuration: Configuration, tokens: readonly WebToken[]): Configuration {
  checkWebTokens(tokens);
  return { ...configuration, web: { ...configuration.web, tokens } };
}

export function createWebUser(configuration: Configuration, user: WebUser): Configuration {
  const { users } = configuration.web;
  checkNew(users, user.name, 'web user');
  return withUsers(configuration, [...users, user]);
}

export function setWebUser(
  configuration: Configuration,
  { name, role, passwordHash, publicKey }: Pick<WebUser, 'name'> & Partial<WebUser>,
): Configuration {
  const { users } = configuration.web;
  const before = find(users, name, 'web user');
  const after = {
    name,
    role: role ?? before.role,
    passwordHash: passwordHash ?? before.passwordHash,
    publicKey: (publicKey ?? before.publicKey) || undefined,
  };
  const next = users.map((user) => (user === before ? after : user));
  return withUsers(configuration, next);
}

export function deleteWebUser(configuration: Configuration, name: string): Configuration {
  const gone = find(configuration.web.users, name, 'web user');
  const next = configuration.web.users.filter((user) => user !== gone);
  return withUsers(configuration, next);
}

export function createWebToken(configuration: Configuration, token: WebToken): Configuration {
  const { tokens } = configuration.web;
  checkNew(tokens, token.name, 'web token');
  return withTokens(configuration, [...tokens, token]);
}

export function deleteWebToken(configuration: Configuration, name: string): Configuration {
  const gone = find(configuration.web.tokens, name, 'web token');
  const next = configuration.web.tokens.filter((token) => token !== gone);
  return withTokens(configuration, next);
}

export function checkWebUsers(users: readonly WebUser[]): void {
  if (users.length > usersMax) {
    throw new Refusal('E-WEB-LIMIT', `at most ${usersMax} web users`);
  }
  for (const { name, role, passwordHash, publicKey } of users) {
    checkName(name, 'web user');
    parseRole(role);
    if (passwordHash !== undefined) checkHash(passwordHash, /^scrypt\$[0-9a-zA-Z+/=$]{20,200}$/);
    if (publicKey !== undefined) checkPublicKey(publicKey);
  }
}

export function checkWebTokens(tokens: readonly WebToken[]): void {
  if (tokens.length > tokensMax) {
    throw new Refusal('E-WEB-LIMIT', `at most ${tokensMax} web tokens`);
  }
  for (const { name, scope, hash } of tokens) {
    checkName(name, 'web token');
    parseRole(scope);
    checkHash(hash, /^[0-9a-f]{64}$/);
  }
}

function checkPublicKey(key: string): void {
  const form = /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]{60,800}=*$/;
  if (!form.test(key)) {
    throw new Refusal('E-VALUE', 'a public key is as in authorized_keys: "ssh-ed25519 AAAA…"');
  }
}

function checkHash(hash: string, form: RegExp): void {
  if (!form.test(hash)) throw new Refusal('E-VALUE', 'this is not a hash that the gateway made');
}

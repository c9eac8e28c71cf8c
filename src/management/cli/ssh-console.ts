/** The console over SSH: the same commands on a listener of its own, for who may configure. */
import { timingSafeEqual } from 'node:crypto';
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext } from 'ssh2';
import type { Configuration, WebUser } from '../../domain/configuration.ts';
import { formatListener } from '../../domain/listener.ts';
import { isAllowed } from '../../domain/web-role.ts';
import { isPassword } from '../credentials.ts';
import type { Face, FaceContext } from '../face.ts';
import { reportNotListening } from '../not-listening.ts';
import { createThrottle, type Throttle } from '../throttle.ts';
import { type CliCommand, createSession } from './session.ts';
import { serveConsole } from './ssh-session.ts';

const { Server, utils } = ssh2;

const limits = {
  connections: 8,
  /** Wrong passwords and keys of one source. */
  failureBurst: 10,
  failuresPerSecond: 0.1,
  triesPerConnection: 6,
  loginMs: 20_000,
} as const;

const hostKeyName = 'console.host-key';

/** Made at the first start, kept: people have it in their known_hosts. */
async function hostKey({ state }: FaceContext): Promise<string> {
  const known = await state.get(hostKeyName);
  if (known !== undefined) return known;
  const made = createKeys().private;
  await state.put(hostKeyName, made);
  return made;
}

/** One in some hundred keys that ssh2 1.17.0 makes cannot be read back: then it makes another. */
export function createKeys(): { readonly private: string; readonly public: string } {
  for (;;) {
    const keys = utils.generateKeyPairSync('ed25519');
    if (!(utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

function isKeyOf({ publicKey }: WebUser, { key, blob, signature, hashAlgo }: PublicKeyAuthContext) {
  const known = publicKey === undefined ? undefined : utils.parseKey(publicKey);
  if (!known || known instanceof Error) return false;
  const bytes = known.getPublicSSH();
  const isSame = bytes.length === key.data.length && timingSafeEqual(bytes, key.data);
  if (!isSame) return false;
  // Without a signature the client only asks whether the key would do.
  if (!signature || !blob) return true;
  // It may also give an Error, whatever its types say.
  const verdict: unknown = known.verify(blob, signature, hashAlgo);
  return verdict === true;
}

interface Doorman {
  readonly context: FaceContext;
  readonly failures: Throttle;
  readonly source: string;
}

/** Resolves with who it is; with nothing for everybody else. */
async function identify({ context }: Doorman, auth: AuthContext): Promise<WebUser | undefined> {
  const { users } = context.view.configuration().web;
  const user = users.find(
    ({ name, role }) => name === auth.username && isAllowed(role, 'configure'),
  );
  if (auth.method === 'password') {
    const isRight = await isPassword(auth.password, user?.passwordHash);
    return isRight ? user : undefined;
  }
  return auth.method === 'publickey' && user && isKeyOf(user, auth) ? user : undefined;
}

function refuse({ context, failures, source }: Doorman, auth: AuthContext): void {
  // A client offers its keys one by one: only a wrong password is a wrong guess.
  if (auth.method === 'password') {
    failures.take(source);
    context.events.report({
      code: 'security.authentication-failed',
      subject: { kind: 'session', name: 'console' },
      text: `somebody from ${source} gave wrong credentials`,
      facts: { face: 'console', source },
    });
  }
  auth.reject(['publickey', 'password']);
}

/** `onUser` is told before the client is: from then on it may ask for a session. */
async function authenticate(
  doorman: Doorman,
  auth: AuthContext,
  onUser: (user: WebUser) => void,
): Promise<void> {
  const { failures, source } = doorman;
  if (auth.method === 'none' || failures.wait(source) > 0) {
    return auth.reject(['publickey', 'password']);
  }
  const user = await identify(doorman, auth);
  if (!user) return refuse(doorman, auth);
  onUser(user);
  auth.accept();
}

function greet(context: FaceContext, name: string, source: string, isOpen: boolean): void {
  context.events.report({
    code: isOpen ? 'session.opened' : 'session.closed',
    subject: { kind: 'session', name: 'console' },
    text: `${name} logged ${isOpen ? 'in' : 'out'} ${isOpen ? 'from' : 'at'} ${source}`,
    facts: { face: 'console', name, source },
  });
}

function serve(connection: Connection, doorman: Doorman, grammar: readonly CliCommand[]): void {
  const { context, source } = doorman;
  const { view, commands, events, log, clock } = context;
  const onFault = (error: unknown) => log.error({ error }, 'a command failed');
  const deadline = clock.setTimeout(() => connection.end(), limits.loginMs);
  let user: WebUser | undefined;
  let tries = 0;
  connection.on('authentication', (auth) => {
    tries += 1;
    if (tries > limits.triesPerConnection) return void connection.end();
    authenticate(doorman, auth, (found) => {
      user = found;
    }).catch(onFault);
  });
  connection.on('ready', () => {
    clock.clearTimeout(deadline);
    if (!user) return void connection.end();
    const author = { face: 'console', name: user.name };
    greet(context, user.name, source, true);
    const options = { grammar, view, commands, events, author, onFault };
    serveConsole(connection, createSession({ ...options, mayRevealSecrets: false }), onFault);
  });
  connection.on('error', () => undefined);
  connection.on('close', () => {
    clock.clearTimeout(deadline);
    if (user) greet(context, user.name, source, false);
  });
}

export function createConsoleFace(context: FaceContext, grammar: readonly CliCommand[]): Face {
  const { log, clock } = context;
  const failures = createThrottle(limits.failureBurst, limits.failuresPerSecond, clock);
  const open = new Set<Connection>();
  let server: InstanceType<typeof Server> | undefined;
  let listening = 'off';

  async function close(): Promise<void> {
    const closing = server;
    server = undefined;
    listening = 'off';
    if (!closing) return;
    for (const connection of open) connection.end();
    await new Promise<void>((resolve) => void closing.close(() => resolve()));
  }

  async function listen(address: string, port: number): Promise<void> {
    const opened = new Server({ hostKeys: [await hostKey(context)] }, (connection, { ip }) => {
      if (open.size >= limits.connections) return void connection.end();
      open.add(connection);
      connection.once('close', () => open.delete(connection));
      serve(connection, { context, failures, source: ip }, grammar);
    });
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, address, () => resolve());
    });
    server = opened;
  }

  return {
    async apply({ web: { consoleListen } }: Configuration) {
      const wanted = formatListener(consoleListen);
      if (wanted === listening) return;
      await close();
      if (!consoleListen) return;
      try {
        await listen(consoleListen.address, consoleListen.port);
        listening = wanted;
        log.info({ listen: wanted }, 'the console is served over SSH');
      } catch (error) {
        reportNotListening(context, 'the console', wanted, error);
      }
    },
    stop: close,
  };
}

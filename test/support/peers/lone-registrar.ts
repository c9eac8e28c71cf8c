/**
 * A location server in a process of its own: `lone-registrar.ts <address> <port>`; a line on its
 * output for each Contact that is bound.
 */
import { Party } from './party.ts';
import { createRegistrar } from './registrar.ts';

const [, , address, port] = process.argv;
const party = await Party.open('registrar', Number(port), address);
const registrar = createRegistrar(new Map([['alice', 'secret-of-alice']]));
party.onRequest = (incoming) => {
  registrar.hear(incoming);
  console.log(`bound: ${registrar.bindings.get('alice') ?? 'nothing'}`);
};
// The socket alone keeps nobody alive.
setInterval(() => undefined, 60_000);
console.log('ready');

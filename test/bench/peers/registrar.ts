/**
 * A registrar that costs next to nothing: challenges every REGISTER once, then grants a short
 * lease. Run as a program.
 */
import { createSocket } from 'node:dgram';
import { argv } from 'node:process';

const [, , port = '0', leaseSeconds = '2'] = argv;
const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
let granted = 0;
let nonce = 0;

function field(text: string, name: string): string {
  const start = text.indexOf(`\r\n${name}: `);
  return start < 0 ? '' : text.slice(start + 2, text.indexOf('\r\n', start + 2));
}

/**
 * Whether the answer is to the nonce that this request was challenged with, not to an older one.
 */
const challenged = new Map<string, string>();

socket.on('message', (bytes, from) => {
  const text = bytes.toString('latin1');
  const callId = field(text, 'Call-ID');
  const head = [
    field(text, 'Via'),
    field(text, 'From'),
    `${field(text, 'To')};tag=r`,
    callId,
    field(text, 'CSeq'),
  ];
  const expected = challenged.get(callId);
  let answer: string;
  if (!text.startsWith('REGISTER')) {
    answer = `SIP/2.0 200 OK\r\n${head.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
  } else if (expected !== undefined && text.includes(`nonce="${expected}"`)) {
    challenged.delete(callId);
    granted += 1;
    const contact = field(text, 'Contact').replace(/;expires=\d+/, `;expires=${leaseSeconds}`);
    answer = `SIP/2.0 200 OK\r\n${head.join('\r\n')}\r\n${contact}\r\nContent-Length: 0\r\n\r\n`;
  } else {
    nonce += 1;
    challenged.set(callId, `n${nonce}`);
    const stale =
      expected === undefined && text.includes('\r\nAuthorization:') ? ', stale=true' : '';
    const digest = `WWW-Authenticate: Digest realm="bench", nonce="n${nonce}", qop="auth"${stale}`;
    answer = `SIP/2.0 401 Unauthorized\r\n${head.join('\r\n')}\r\n${digest}\r\nContent-Length: 0\r\n\r\n`;
  }
  socket.send(answer, from.port, from.address);
});
socket.bind(Number(port), '127.0.0.1', () => console.log('listening'));
process.on('SIGUSR2', () => console.log(`granted ${granted}`));

/** Sends every datagram back. Run as a program. */
import { createSocket } from 'node:dgram';
import { argv } from 'node:process';

const [, , port = '0'] = argv;
const socket = createSocket('udp4');
socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address));
socket.bind(Number(port), '127.0.0.1', () => console.log('listening'));

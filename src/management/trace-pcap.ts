/** SIP messages as a capture file: classic pcap of raw IP, every message one UDP datagram. */
import { isIpv6 } from '../domain/host.ts';
import { ipv4Bytes, ipv6Bytes } from './address-bytes.ts';
import type { Place, Traced } from './traces.ts';

const magic = 0xa1b2c3d4;
/** LINKTYPE_RAW: the packet begins with its IP header. */
const linkType = 101;
const snapLength = 262_144;

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(magic, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapLength, 16);
  header.writeUInt32LE(linkType, 20);
  return header;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function udp(source: Place, target: Place, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(target.port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return Buffer.concat([header, payload]);
}

function ip(source: Place, target: Place, inner: Buffer): Buffer {
  if (isIpv6(source.address) || isIpv6(target.address)) {
    const header = Buffer.alloc(8);
    header.writeUInt8(0x60, 0);
    header.writeUInt16BE(inner.length, 4);
    header.writeUInt8(17, 6);
    header.writeUInt8(64, 7);
    return Buffer.concat([header, ipv6Bytes(source.address), ipv6Bytes(target.address), inner]);
  }
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + inner.length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(17, 9);
  ipv4Bytes(source.address).copy(header, 12);
  ipv4Bytes(target.address).copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, inner]);
}

/** A datagram holds no more. */
const payloadMax = 65_000;

function packet({ direction, local, remote, bytes, atMs }: Traced): Buffer {
  const [source, target] = direction === 'out' ? [local, remote] : [remote, local];
  const data = ip(source, target, udp(source, target, bytes.subarray(0, payloadMax)));
  const header = Buffer.alloc(16);
  header.writeUInt32LE(Math.floor(atMs / 1000), 0);
  header.writeUInt32LE(Math.floor((atMs % 1000) * 1000), 4);
  header.writeUInt32LE(data.length, 8);
  header.writeUInt32LE(data.length, 12);
  return Buffer.concat([header, data]);
}

export function pcapOf(messages: readonly Traced[]): Buffer {
  return Buffer.concat([fileHeader(), ...messages.map(packet)]);
}

/**
 * Kamailio on loopback: a registrar with digest, and a proxy to whoever registered or to a callee.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, findProgram, startChild } from './child.ts';

export const kamailioPath = findProgram('kamailio');

const moduleFolders = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/kamailio/modules`,
);

/** The path of one of its modules, which come in packages of their own. */
export function findKamailioModule(name: string): string | undefined {
  return moduleFolders.map((folder) => `${folder}/${name}.so`).find(existsSync);
}

export interface KamailioOptions {
  readonly port: number;
  readonly password: string;
  /** Where INVITEs for numbers that nobody registered go: `host:port`. */
  readonly callee?: string;
  /** In brackets where it is one of IPv6; loopback unless given. */
  readonly host?: string;
  /** Files of its certificate and key: then the port is one of TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Challenge INVITEs too. */
  readonly challengeInvites?: boolean;
}

function listeners({ port, host = '127.0.0.1', tls }: KamailioOptions): string {
  if (!tls) return `listen=udp:${host}:${port}\nlisten=tcp:${host}:${port}`;
  return [
    'enable_tls=yes',
    // Its own readiness is asked for by UDP.
    `listen=udp:${host}:${port}`,
    `listen=tls:${host}:${port}`,
    'loadmodule "tls.so"',
    `modparam("tls", "certificate", "${tls.cert}")`,
    `modparam("tls", "private_key", "${tls.key}")`,
    'modparam("tls", "tls_method", "TLSv1.2+")',
  ].join('\n');
}

function configuration(options: KamailioOptions): string {
  const { password, callee, challengeInvites } = options;
  return `#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=2
tcp_children=1
auto_aliases=no
${listeners(options)}
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "xlog.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", 3600)
modparam("auth", "nonce_expire", 300)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && uri == myself) { sl_send_reply("200", "OK"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK") && t_check_trans()) { t_relay(); exit; }
    sl_send_reply("404", "Not here"); exit;
  }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("$td", "${password}", "0")) { www_challenge("$td", "1"); exit; }
    xlog("L_ALERT", "REGISTER $tU from $si:$sp expires $hdr(Expires)\\n");
    save("location");
    exit;
  }
  if (is_method("INVITE")) {
    xlog("L_ALERT", "INVITE $rU from $fU\\n");
${challengeInvites ? `    if ($sp != ${callee?.split(':')[1] ?? 0} && !pv_proxy_authenticate("$fd", "${password}", "0")) { proxy_challenge("$fd", "1"); exit; }\n    consume_credentials();` : ''}
    record_route();
    if (lookup("location")) { t_relay(); exit; }
    ${callee ? `$du = "sip:${callee}"; t_relay(); exit;` : ''}
    sl_send_reply("404", "Not Found"); exit;
  }
  sl_send_reply("405", "Method Not Allowed");
}
`;
}

/**
 * Starts one instance; \`output()\` carries a line for every accepted REGISTER and every INVITE.
 */
export async function startKamailio(options: KamailioOptions): Promise<Child> {
  if (kamailioPath === undefined) throw new Error('kamailio is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'offhook-kamailio-'));
  const file = join(folder, 'kamailio.cfg');
  writeFileSync(file, configuration(options));
  const child = startChild(
    kamailioPath,
    ['-DD', '-E', '-f', file, '-m', '32', '-M', '4', '-Y', folder, '-P', join(folder, 'pid')],
    { group: true },
  );
  child.process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await answersOptions(options.port, options.host);
  return child;
}

async function answersOptions(port: number, host = '127.0.0.1'): Promise<void> {
  const address = host.replace(/[[\]]/g, '');
  const { createSocket } = await import('node:dgram');
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  const local = socket.address().port;
  const text = `OPTIONS sip:${host}:${port} SIP/2.0\r\nVia: SIP/2.0/UDP ${host}:${local};branch=z9hG4bKready${local};rport\r\nFrom: <sip:ready@127.0.0.1>;tag=1\r\nTo: <sip:${host}:${port}>\r\nCall-ID: ready${local}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n`;
  try {
    await new Promise<void>((resolve, reject) => {
      const ask = setInterval(() => socket.send(text, port, address), 100);
      const limit = setTimeout(() => {
        clearInterval(ask);
        reject(new Error('kamailio never answered OPTIONS'));
      }, 15_000);
      socket.once('message', () => {
        clearInterval(ask);
        clearTimeout(limit);
        resolve();
      });
    });
  } finally {
    socket.close();
  }
}

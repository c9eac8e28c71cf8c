/**
 * The real gateway before an ACS: a user made by RPC, a file of commands, kill -9 in the middle.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Acs } from '../../support/acs.ts';
import { ask, eventsIn, faultIn, textAt, valuesIn } from '../../support/acs-requests.ts';
import { noSchemas, violation } from '../../support/acs-schema.ts';
import { startGateway } from '../../support/gateway-process.ts';
import { until } from '../../support/until.ts';
import { voice } from './sample.ts';

const client = `${voice}SIP.Client.`;

function script(url: string): readonly string[] {
  return [
    'voip ep soft create p1',
    'voip sip user create alice address 1001 login alice password planted-user',
    'voip sip user add alice port p1',
    'cwmp set plain-http on',
    'cwmp set connection-request off',
    'cwmp set password planted-acs',
    `cwmp set url ${url}`,
  ];
}

async function withDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-cwmp-'));
  try {
    await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('a user that an ACS adds is a user on the command line, and a file is one revision', () =>
  withDirectory(async (directory) => {
    const acs = new Acs({
      intercept: (_, __, { url }) =>
        url === '/file'
          ? {
              status: 200,
              body: 'voip sip user create bob address 1003\nvoip sip protocol set t1 600\n',
            }
          : undefined,
    });
    const url = await acs.start();
    const gateway = await startGateway({ directory, script: script(url) });
    try {
      const type = '3 Vendor Configuration File';
      const playing = acs.play([
        ask.values(client),
        ask.add(client),
        ask.set([
          [`${client}2.X_OFFHOOK_UserName`, 'carol'],
          [`${client}2.X_OFFHOOK_Address`, '1002'],
          [`${client}2.Enable`, 'true'],
        ]),
        ask.transfer('Download', { key: 'd1', type, url: url.replace('/acs', '/file') }),
      ]);
      await gateway.exec('cwmp inform');
      const [read, , set] = await playing;
      assert.equal(valuesIn(read)[`${client}1.AuthUserName`], 'alice');
      assert.equal(faultIn(set), '');
      const told = () => acs.posts.find(({ body }) => body?.name === 'TransferComplete');
      await until(() => told() !== undefined);
      assert.equal(textAt(told()?.body, 'FaultStruct', 'FaultCode'), '0');
      const users: readonly { name: string }[] = await gateway.exec('voip sip user list');
      assert.deepEqual(
        users.map(({ name }) => name),
        ['alice', 'carol', 'bob'],
      );
      const view = await gateway.exec('cwmp show');
      assert.equal(view.url, url);
      if (noSchemas === false) {
        for (const { text } of acs.posts) {
          if (text !== '') assert.equal(violation(text), undefined);
        }
      }
      assert.ok(acs.posts.every(({ text }) => !text.includes('planted')));
    } finally {
      await gateway.stop();
      await acs.stop();
    }
    for (const file of readdirSync(directory).filter((name) => name !== 'first.script')) {
      const path = join(directory, file);
      assert.ok(!file.includes('.db') || !readFileSync(path).includes('planted'), file);
    }
  }));

test('kill -9 in the middle of a session loses nothing and makes nothing twice', () =>
  withDirectory(async (directory) => {
    const acs = new Acs();
    const url = await acs.start();
    acs.script.push(
      ask.add(client),
      ask.add(`${voice}CallControl.X_OFFHOOK_ForwardingRule.`),
      ask.set([[`${voice}CallControl.X_OFFHOOK_ForwardingRule.1.Address`, '55']]),
      ask.set([
        [`${client}2.X_OFFHOOK_Address`, '1002'],
        [`${client}2.Enable`, 'true'],
      ]),
      ask.scheduleInform(1, 'later'),
      ask.reboot('never'),
    );
    const first = await startGateway({ directory, script: script(url) });
    const { lanPort, wanPort } = first;
    let isKilled = false;
    acs.rules = {
      intercept({ body }) {
        if (isKilled || body?.name !== 'ScheduleInformResponse') return undefined;
        isKilled = true;
        void first.stop('SIGKILL');
        return { status: 503 };
      },
    };
    await until(() => isKilled);
    await first.stop('SIGKILL');
    acs.script.length = 0;
    const again = await startGateway({ directory, lanPort, wanPort, script: script(url) });
    try {
      const events = () => acs.informs().flatMap(eventsIn);
      await until(() => events().includes('M ScheduleInform (later)'));
      const playing = acs.play([ask.values(client)]);
      await again.exec('cwmp inform');
      const [read] = await playing;
      const names = Object.entries(valuesIn(read)).filter(([name]) =>
        name.endsWith('OFFHOOK_UserName'),
      );
      assert.deepEqual(names, [
        [`${client}1.X_OFFHOOK_UserName`, 'alice'],
        [`${client}2.X_OFFHOOK_UserName`, 'user2'],
      ]);
      assert.deepEqual(await again.exec('cwmp draft list'), [
        { name: 'rule1', kind: 'forwardingRule', fields: { address: '55' } },
      ]);
      assert.equal((await again.exec('system entries')).used, 3);
      assert.equal(events().filter((event) => event === '0 BOOTSTRAP').length, 1);
      assert.ok(events().filter((event) => event === '1 BOOT').length >= 2);
    } finally {
      await again.stop();
      await acs.stop();
    }
  }));

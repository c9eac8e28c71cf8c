/** A gateway with users, rules, servers and ports, and its parameter tree. */

import type { Configuration } from '../../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { createRule } from '../../../src/domain/forwarding-rules.ts';
import { createPort } from '../../../src/domain/ports.ts';
import { createServer } from '../../../src/domain/servers.ts';
import { addUserPort, createUser } from '../../../src/domain/users.ts';
import { createGatewayTree, type Issue } from '../../../src/management/cwmp/model/gateway-tree.ts';
import { Instances } from '../../../src/management/cwmp/model/instances.ts';
import { keysOf } from '../../../src/management/cwmp/model/row-keys.ts';
import {
  createWorld,
  type DeviceFacts,
  newestCalls,
  type World,
} from '../../../src/management/cwmp/model/world.ts';
import { readLeaf, type Tree } from '../../../src/management/cwmp/tree/tree.ts';
import { createFakeGateway, type FakeGateway, startOfTime } from '../../support/fake-gateway.ts';

export const voice = 'Device.Services.VoiceService.1.';

export const device: DeviceFacts = {
  manufacturer: 'Offhook',
  oui: '020000',
  productClass: 'Offhook',
  serialNumber: 'ABC123',
  parameterKey: '',
  connectionRequestUrl: 'http://127.0.0.1:7547/x',
  udpAddress: '',
  isNatDetected: false,
  lookup: { state: 'None', host: '', server: '', timeoutMs: 5000, repetitions: 1, results: [] },
  now: startOfTime,
};

/** Two servers of each kind, the second the master; users each with a port of its own. */
export function sampleConfiguration(userCount = 2, ruleCount = 1): Configuration {
  let next = emptyConfiguration;
  for (const kind of ['location', 'proxy'] as const) {
    next = createServer(next, { kind, name: 'east', contact: 'east.example' });
    next = createServer(next, { kind, name: 'west', contact: 'west.example:5080', master: true });
  }
  for (let n = 1; n <= userCount; n += 1) {
    next = createPort(next, 'soft', { name: `p${n}` });
    const fields = { name: `u${n}`, address: String(1000 + n), login: `l${n}`, password: 'pw' };
    next = addUserPort(createUser(next, fields), `u${n}`, `p${n}`);
  }
  for (let n = 1; n <= ruleCount; n += 1) {
    next = createRule(next, { name: `r${n}`, address: String(5000 + n), contact: '127.0.0.1' });
  }
  return next;
}

export interface Sample {
  readonly gateway: FakeGateway;
  readonly instances: Instances;
  readonly tree: Tree<World>;
  readonly world: () => Promise<World>;
  /** The value of a parameter as it goes over the wire. */
  readonly read: (name: string) => Promise<string | undefined>;
}

export async function createSample(
  configuration = sampleConfiguration(),
  issue: Issue = 2,
): Promise<Sample> {
  const gateway = createFakeGateway({ configuration });
  const instances = await Instances.load(gateway.state);
  const tree = createGatewayTree(issue, 'OFFHOOK');
  const world = async () => {
    const calls = await newestCalls(gateway.view);
    await instances.sync(keysOf(gateway.configuration(), calls));
    return createWorld({ view: gateway.view, instances, device, vendor: 'OFFHOOK', calls });
  };
  return {
    gateway,
    instances,
    tree,
    world,
    async read(name) {
      const now = await world();
      const leaf = tree.leaf(now, name);
      return leaf && readLeaf(now, leaf);
    },
  };
}

/** The whole tree of one gateway: Device:2 with TR-104 issue 2, or with the view of issue 1. */
import type { ObjectDefinition } from '../tree/definition.ts';
import { Tree } from '../tree/tree.ts';
import { callLogObjects } from './call-log-objects.ts';
import { callObjects } from './call-objects.ts';
import { callingFeatureObjects } from './calling-features.ts';
import { deviceObjects } from './device-objects.ts';
import { dnsObjects } from './dns-objects.ts';
import { issueOneObjects } from './issue-one-objects.ts';
import { managementServerObjects } from './management-server-objects.ts';
import { serviceObjects } from './service-objects.ts';
import { sipObjects } from './sip-objects.ts';
import { vendorObjects } from './vendor-objects.ts';
import type { World } from './world.ts';

export type Issue = 1 | 2;

/** `vendor` is the VID of the `X_<VID>_` extensions. */
export function createGatewayTree(issue: Issue, vendor: string): Tree<World> {
  const voice =
    issue === 2
      ? [
          ...serviceObjects,
          ...callObjects,
          ...callingFeatureObjects,
          ...callLogObjects,
          ...sipObjects,
          ...vendorObjects,
        ]
      : issueOneObjects;
  const definitions = [
    ...deviceObjects(issue),
    ...managementServerObjects,
    ...dnsObjects,
    ...voice,
  ];
  return new Tree(definitions.map((definition) => withVendor(definition, vendor)));
}

function withVendor(
  { path, columns, ...rest }: ObjectDefinition<World>,
  vendor: string,
): ObjectDefinition<World> {
  return {
    ...rest,
    path: path.replace('<VID>', vendor),
    columns: columns.map(([name, ...more]) => [name.replace('<VID>', vendor), ...more]),
  };
}

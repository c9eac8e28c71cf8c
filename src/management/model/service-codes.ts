/** Codes of services away from what they are at first. Manual §1.12. */
import { codedServices } from '../../domain/coded-services.ts';
import type { ServiceCode } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { createServiceCode, deleteServiceCode } from '../../domain/service-codes.ts';
import { defineTable, type Readable } from './define.ts';
import { pascalCase, textOf } from './values.ts';

function code(
  name: 'onPrefix' | 'onSuffix' | 'offPrefix' | 'reactPrefix' | 'erasePrefix',
  help: string,
): Readable<ServiceCode> {
  const isSuffix = name === 'onSuffix';
  return {
    name,
    type: { kind: 'text', max: limits.codeLength },
    access: 'create',
    help,
    cli: {
      keyword: name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`),
      value: isSuffix ? '<digit>|none' : '<digit-map>|none',
    },
    snmp: `offhookCode${pascalCase(name)}`,
    tr104: pascalCase(name),
    read: (row) => row[name] ?? null,
  };
}

export const serviceCodes = defineTable<ServiceCode>({
  name: 'service-codes',
  title: 'service code',
  cli: ['voip', 'ep', 'code'],
  snmp: 'offhookCodeTable',
  tr104: 'X_<VID>_ServiceCode.{i}.',
  help: 'codes of services, of all ports or of one; what is left out is as it is at first',
  list: ['name', 'service', 'port', 'onPrefix', 'onSuffix', 'offPrefix', 'reactPrefix'],
  objects: [
    {
      name: 'name',
      type: { kind: 'text', min: 1, max: limits.nameLength },
      access: 'index',
      help: 'the name of the row',
      snmp: 'offhookCodeName',
      tr104: 'Name',
      read: ({ name }) => name,
    },
    {
      name: 'service',
      type: { kind: 'choice', choices: codedServices },
      access: 'create',
      isRequired: true,
      help: 'whose codes they are',
      cli: { keyword: 'service', value: codedServices.join('|') },
      snmp: 'offhookCodeService',
      tr104: 'Service',
      read: ({ service }) => service,
    },
    {
      name: 'port',
      type: { kind: 'text', max: limits.nameLength },
      access: 'create',
      help: 'the port that has them; all without',
      cli: { keyword: 'port', value: '<port>' },
      snmp: 'offhookCodePort',
      tr104: 'Port',
      read: ({ port }) => port ?? null,
    },
    code('onPrefix', 'dialled before the number, or alone where the service takes none'),
    code('onSuffix', 'ends the number; with none a pause or # does'),
    code('offPrefix', 'switches off; a number is kept'),
    code('reactPrefix', 'switches on again, with the number that is kept'),
    code('erasePrefix', 'takes the number away'),
  ],
  rows: (view) => view.configuration().serviceCodes,
  acts: {
    create: (configuration, name, values) =>
      createServiceCode(configuration, {
        name,
        service: textOf(values, 'service') ?? '',
        port: textOf(values, 'port'),
        onPrefix: textOf(values, 'onPrefix'),
        onSuffix: textOf(values, 'onSuffix'),
        offPrefix: textOf(values, 'offPrefix'),
        reactPrefix: textOf(values, 'reactPrefix'),
        erasePrefix: textOf(values, 'erasePrefix'),
      }),
    remove: deleteServiceCode,
  },
});

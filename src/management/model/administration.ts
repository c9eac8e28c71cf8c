/** Numbering of the whole gateway. */
import { setCountryCode, setInternationalPrefix } from '../../domain/administration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { defineGroup } from './define.ts';
import type { Values } from './managed-object.ts';
import { textOf } from './values.ts';

function set(configuration: Configuration, values: Values): Configuration {
  const code = textOf(values, 'e164CountryCode');
  const prefix = textOf(values, 'internationalCallPrefix');
  const coded = code === undefined ? configuration : setCountryCode(configuration, code);
  return prefix === undefined ? coded : setInternationalPrefix(coded, prefix);
}

export const administration = defineGroup<Configuration>({
  name: 'administration',
  help: 'numbering of the whole gateway; it can be set only while no user exists',
  objects: [
    {
      name: 'e164CountryCode',
      type: { kind: 'text', max: limits.countryCodeLength },
      access: 'write',
      help: 'numbers are written as +<code><area code><address>',
      cli: { keyword: 'e164-country-code', value: '<digits>' },
      snmp: 'offhookAdminCountryCode',
      tr104: 'X_<VID>_Administration.E164CountryCode',
      read: ({ e164CountryCode }) => e164CountryCode ?? null,
    },
    {
      name: 'internationalCallPrefix',
      type: { kind: 'text', max: limits.internationalPrefixLength },
      access: 'write',
      help: 'digits dialled before a country code, usually 00',
      cli: { keyword: 'international-call-prefix', value: '<digits>' },
      snmp: 'offhookAdminInternationalPrefix',
      tr104: 'X_<VID>_Administration.InternationalCallPrefix',
      read: ({ internationalCallPrefix }) => internationalCallPrefix ?? null,
    },
  ],
  row: (view) => view.configuration(),
  set,
});

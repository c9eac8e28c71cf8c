/** Rows of the IncomingMap: which users ring which ports. */
import type { Configuration } from '../../../domain/configuration.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { addUserPort, removeUserPort } from '../../../domain/users.ts';
import { type EditContext, type Fields, referenced } from './edit-context.ts';
import { attachmentKey } from './row-keys.ts';

/** Attaches a user to a port, as references say it. */
export function attach(
  configuration: Configuration,
  { user: line = '', port: extension = '' }: Fields,
  context: EditContext,
): { readonly configuration: Configuration; readonly key: string } {
  const user = referenced(context, 'users', line, 'CallControl.Line');
  const port = referenced(context, 'ports', extension, 'CallControl.Extension');
  return { configuration: addUserPort(configuration, user, port), key: attachmentKey(user, port) };
}

export function detach(configuration: Configuration, key: string): Configuration {
  const [user = '', port = ''] = key.split(' ');
  return removeUserPort(configuration, user, port);
}

/** Changes one end of an attachment. */
export function moveAttachment(
  configuration: Configuration,
  key: string,
  { user: line, port: extension, enabled }: Fields,
  context: EditContext,
): Configuration {
  if (enabled === 'false') {
    throw new Refusal('E-VALUE', 'an attachment is deleted, not disabled');
  }
  const [oldUser = '', oldPort = ''] = key.split(' ');
  const user =
    line === undefined ? oldUser : referenced(context, 'users', line, 'CallControl.Line');
  const port =
    extension === undefined
      ? oldPort
      : referenced(context, 'ports', extension, 'CallControl.Extension');
  const to = attachmentKey(user, port);
  if (to === key) return configuration;
  context.renames.push({ table: 'attachments', from: key, to });
  return addUserPort(detach(configuration, key), user, port);
}

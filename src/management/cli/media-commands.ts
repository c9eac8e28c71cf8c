/** `media engine …`: who relays the media of new calls. */
import { setProtocol } from '../../domain/administration.ts';
import { setting } from '../../domain/protocol.ts';
import { changed } from './change.ts';
import type { CliCommand } from './session.ts';

export const mediaCommands: readonly CliCommand[] = [
  {
    path: ['media', 'engine', 'builtin'],
    params: [],
    help: 'the gateway relays media itself; calls in progress stay where they are',
    run: (context) =>
      changed(context, (configuration) => setProtocol(configuration, 'media-engine', 'builtin')),
  },
  {
    path: ['media', 'engine', 'rtpengine'],
    params: [{ kind: 'rest', name: 'address:port…', help: 'where its daemons take commands' }],
    help: 'daemons of rtpengine relay media, new calls go round those that answer',
    run: (context, args) =>
      changed(context, (configuration) =>
        setProtocol(configuration, 'media-engine', `rtpengine ${args.rest.join(',')}`),
      ),
  },
  {
    path: ['media', 'engine', 'show'],
    params: [],
    help: 'who relays the media of new calls',
    run({ view }) {
      const engine = setting(view.configuration(), 'media-engine');
      return { text: engine, json: { engine } };
    },
  },
];

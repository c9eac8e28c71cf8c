/** Everything that a media engine has told, and the next thing it tells. */
import { EventEmitter, once } from 'node:events';

export interface Told<Event> {
  readonly onEvent: (event: Event) => void;
  readonly events: Event[];
  readonly nextEvent: () => Promise<Event>;
}

export function startTold<Event>(): Told<Event> {
  const events: Event[] = [];
  const bell = new EventEmitter();
  return {
    onEvent(event) {
      events.push(event);
      bell.emit('event', event);
    },
    events,
    async nextEvent() {
      const [event]: Event[] = await once(bell, 'event');
      if (event === undefined) throw new Error('no event');
      return event;
    },
  };
}

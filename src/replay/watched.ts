/** What a chart is given, with an ear at every function in it. */
import type { Tape } from './tape.ts';

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A child is given what its parent was given: only the innermost ear hears an answer. */
let isAnswering = false;

/** Functions are noted while a step of the tape is open; objects that hold some are watched too. */
export function watched<Given extends object>(given: Given, tape: Tape, path = ''): Given {
  return new Proxy(given, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return value;
      const name = path === '' ? key : `${path}.${key}`;
      if (typeof value === 'function') {
        return (...args: unknown[]) => {
          const ask = (): unknown => Reflect.apply(value, target, args);
          if (isAnswering || !tape.isOpen()) return ask();
          isAnswering = true;
          try {
            const result = ask();
            tape.read(name, result);
            return result;
          } finally {
            isAnswering = false;
          }
        };
      }
      return isObject(value) && holdsFunctions(value) ? watched(value, tape, name) : value;
    },
  });
}

/** Plain data stays what it is: nobody is to hear it being read. */
function holdsFunctions(value: object): boolean {
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).some((one) => typeof one === 'function');
}

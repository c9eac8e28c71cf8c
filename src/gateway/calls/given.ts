/** What the media engine gives at once, or when it has asked somebody else. */

/**
 * What is thrown at once is thrown here. What goes wrong later is told, be it the engine's doing or
 * that of whoever waited.
 */
export function whenGiven<T>(
  given: T | Promise<T>,
  then: (value: T) => void,
  failed: (error: unknown) => void,
): void {
  if (given instanceof Promise) given.then(then).catch(failed);
  else then(given);
}

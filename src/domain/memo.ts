/** What is computed once for an object that never changes, and kept as long as that object. */
export function memo<Key extends object, Value extends object>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}

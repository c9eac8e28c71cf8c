/** Gives everybody else a turn: what has been promised is kept, what has arrived is read. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

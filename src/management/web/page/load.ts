/** Something asked from REST while a component shows: its answer or its refusal. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
}

/** `key`: what the answer depends on besides the path; another key asks anew and keeps showing. */
export function useLoaded<T>(path: string, key?: unknown): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: string; of?: string }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isOver = false;
    ask<T>('GET', path).then(
      (value) => {
        if (!isOver) setState({ value, of: path });
      },
      (error: unknown) => {
        if (!isOver) setState({ problem: problemText(error), of: path });
      },
    );
    return () => {
      isOver = true;
    };
  }, [path, key, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const isCurrent = state.of === path;
  return {
    value: isCurrent ? state.value : undefined,
    problem: isCurrent ? state.problem : undefined,
    again,
  };
}

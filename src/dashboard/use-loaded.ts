import { useEffect, useRef, useState } from 'preact/hooks';

/** Something that is read from the node. */
export interface Loaded<T> {
  readonly value: T | undefined;
  /** Why the last try failed, in the words of the node. */
  readonly problem: string | undefined;
  readonly reload: () => void;
}

/** Shortest time between two reads because something changed, milliseconds. */
const againMs = 1000;

/**
 * Reads something and reads it again whenever `cause` changes, at most once a second: what was read stays on the page
 * meanwhile. With another `key` it is another thing, and what was read before is forgotten.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>, cause?: unknown): Loaded<T> {
  const [state, setState] = useState<{ readonly key: string; readonly value?: T; readonly problem?: string }>({ key });
  const [turn, setTurn] = useState(0);
  const last = useRef({ at: 0, key });
  useEffect(() => {
    const abort = new AbortController();
    const run = (): void => {
      last.current = { at: Date.now(), key };
      load(abort.signal).then(
        (value) => !abort.signal.aborted && setState({ key, value }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const problem = error instanceof Error ? error.message : String(error);
          setState((before) => (before.key === key ? { ...before, problem } : { key, problem }));
        },
      );
    };
    const since = last.current.key === key ? Date.now() - last.current.at : againMs;
    const timer = setTimeout(run, Math.max(0, againMs - since));
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // `load` is made anew with each rendering; what it reads is named by `key`.
  }, [key, cause, turn]);
  const isCurrent = state.key === key;
  return {
    value: isCurrent ? state.value : undefined,
    problem: isCurrent ? state.problem : undefined,
    reload: () => {
      last.current = { at: 0, key };
      setTurn((n) => n + 1);
    },
  };
}

import { useState } from 'preact/hooks';
import { entriesBefore, type LogEntry } from './audit-entries.ts';
import { node } from './live.ts';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';

/** The newest part of the audit log, followed, with older parts on demand. */
export interface Log {
  readonly entries: readonly LogEntry[] | undefined;
  readonly problem: string | undefined;
  readonly hasOlder: boolean;
  readonly older: () => void;
}

/** Follows the audit log; `older` reads the part before what is shown. */
export function useLog(): Log {
  const { waiting } = useStore(node);
  const newest = useLoaded('log', (signal) => entriesBefore(undefined, signal), waiting?.auditEntries);
  const [past, setPast] = useState<{ readonly entries: readonly LogEntry[]; readonly from: number }>();
  const [problem, setProblem] = useState<string>();
  const first = past?.from ?? newest.value?.from;
  const older = async (): Promise<void> => {
    try {
      const page = await entriesBefore(first, new AbortController().signal);
      setPast((before) => ({ entries: [...(before?.entries ?? []), ...page.entries], from: page.from }));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const fresh = newest.value?.entries;
  return {
    entries: fresh && joined(fresh, past?.entries ?? []),
    problem: newest.problem ?? problem,
    hasOlder: (first ?? 0) > 0,
    older: () => void older(),
  };
}

/** The newest part and what was read before it, without what is in both; a part that does not adjoin is left out. */
function joined(fresh: readonly LogEntry[], past: readonly LogEntry[]): readonly LogEntry[] {
  const last = fresh.at(-1)?.index ?? 0;
  const before = past.filter(({ index }) => index < last);
  return before[0] !== undefined && before[0].index < last - 1 ? fresh : [...fresh, ...before];
}

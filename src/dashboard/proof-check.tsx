import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useDoing } from './answering.tsx';
import { readMessage } from './api.ts';
import { Badge, Card, Problem } from './parts.tsx';
import { checkInclusion } from './proof.ts';

interface Result {
  readonly index: number;
  readonly problem: string | undefined;
  readonly size: number;
}

/** Asks for the proofs about a message and checks them here, not at the node. */
export function ProofCheck({ id }: { readonly id: string }): JSX.Element {
  const [results, setResults] = useState<readonly Result[]>();
  const { busy, problem, run } = useDoing();
  const check = async (): Promise<void> => {
    const { key, proofs } = await readMessage(id, 'proof');
    const checked = proofs.map(async ({ index, entry, proof }) => ({
      index,
      ...(await checkInclusion(proof, entry, key)),
    }));
    setResults(await Promise.all(checked));
  };
  return (
    <Card title="In the audit log">
      <p class="dim">This browser computes the hashes and checks the signature itself.</p>
      <p>
        <button type="button" disabled={busy} onClick={() => run(check)}>
          Check the proof
        </button>
      </p>
      <Problem text={problem} />
      <div role="status">
        <ul class="proofs">
          {results?.map(({ index, problem: wrong, size }) => (
            <li key={index}>
              {wrong === undefined ? <Badge tone="good">holds</Badge> : <Badge tone="bad">{wrong}</Badge>} entry {index}{' '}
              of {size}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface OrderButtonProps {
  /** What it does, in full, for those who do not see where it stands. */
  readonly label: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly give: () => Promise<unknown>;
}

/** Gives an order; says why not when it cannot be carried out. What came of it, the page shows by itself. */
export function OrderButton({ label, text, disabled, give }: OrderButtonProps): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = (): void => {
    setBusy(true);
    setProblem(undefined);
    give()
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <button type="button" aria-label={label} disabled={disabled || isBusy} onClick={run}>
        {text}
      </button>
      {problem !== undefined && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

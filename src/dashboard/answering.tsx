import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { login, renameLogin, type Login } from './login.ts';
import { Problem } from './parts.tsx';
import { useStore } from './store.ts';

/** Who decides and why, as the audit log has it. */
export interface Said {
  readonly by: string;
  readonly why: string;
}

interface AnsweringProps {
  readonly about: string;
  readonly answers: readonly { readonly word: string; readonly tone: 'primary' | 'danger' | 'plain' }[];
  readonly onAnswer: (word: string, said: Said) => Promise<void>;
  /** What else has to be said. */
  readonly children?: ComponentChildren;
}

/** A decision of a person: who and why, for the record, and one button for each answer. Absent where one may only look. */
export function Answering(props: AnsweringProps): JSX.Element | null {
  const who = useStore(login);
  return who === undefined || who.readOnly ? null : <AnswerForm {...props} who={who} />;
}

function AnswerForm({
  about,
  answers,
  onAnswer,
  children,
  who,
}: AnsweringProps & { readonly who: Login }): JSX.Element {
  const id = useId();
  const [why, setWhy] = useState('');
  const { problem, busy, run } = useDoing();
  const answer = (word: string): void =>
    run(async () => {
      if (why.trim() === '') throw new Error('Say why: it stands in the audit log.');
      await onAnswer(word, { by: who.name, why: why.trim() });
      setWhy('');
    });
  const rename = (name: string): void => {
    if (name.trim() !== '') renameLogin(name.trim());
  };
  return (
    <form class="answering" aria-label={`Decide on ${about}`} onSubmit={(event) => event.preventDefault()}>
      <label for={`${id}by`}>
        Your name
        <input
          id={`${id}by`}
          value={who.name}
          maxLength={128}
          required
          onChange={(event) => rename(event.currentTarget.value)}
        />
      </label>
      <label class="grow" for={`${id}why`}>
        Why
        <input id={`${id}why`} value={why} maxLength={1024} onInput={(event) => setWhy(event.currentTarget.value)} />
      </label>
      {children}
      <span class="buttons">
        {answers.map(({ word, tone }, place) => (
          // By its place, and not disabled: an answer that turns into its opposite keeps the keyboard's focus.
          <button
            key={place}
            type="button"
            class={tone}
            aria-disabled={busy}
            onClick={() => (busy ? undefined : answer(word))}
          >
            {word}
          </button>
        ))}
      </span>
      <Problem text={problem} />
    </form>
  );
}

/** Something that the reader has set off: whether it goes on, and why it failed. */
export function useDoing(): {
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly run: (work: () => Promise<void>) => void;
} {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const settle = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run: (work) => void settle(work) };
}

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { logInWith } from './api.ts';
import icon from './icon.svg';
import { ended } from './login.ts';
import { Problem } from './parts.tsx';
import { useStore } from './store.ts';

/** Asks for a code, and uses the one that came with the address. `command` makes one. */
export function LoginPage(props: {
  readonly code: string | undefined;
  readonly command: ComponentChildren;
}): JSX.Element {
  const { code, command } = props;
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(code !== undefined);
  const why = useStore(ended);
  const enter = (given: string): void => {
    setBusy(true);
    logInWith(given).catch((error: unknown) => {
      setBusy(false);
      setProblem(error instanceof Error ? error.message : String(error));
    });
  };
  useEffect(() => {
    document.title = 'Log in · Parley';
    if (code !== undefined && why === undefined) enter(code);
    else setBusy(false);
  }, []);
  return (
    <main class="login">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          enter(secret.trim());
        }}
      >
        <img src={icon} alt="" width="48" height="48" />
        <h1>Parley</h1>
        <p>Run {command} on this machine and open the address that it prints, or paste the code here.</p>
        <label for="secret">
          Login code
          <input
            id="secret"
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            maxLength={128}
            value={secret}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? 'Logging in …' : 'Log in'}
        </button>
        <Problem text={problem ?? why} />
      </form>
    </main>
  );
}

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { connection } from '../../../src/dashboard/event-stream.ts';
import icon from '../../../src/dashboard/icon.svg';
import { codeInAddress, login, logOut } from '../../../src/dashboard/login.ts';
import { LoginPage } from '../../../src/dashboard/login-page.tsx';
import { Badge, Card, Nothing } from '../../../src/dashboard/parts.tsx';
import { useStore } from '../../../src/dashboard/store.ts';
import { ThemeButton } from '../../../src/dashboard/theme.tsx';
import type { Network } from '../network.ts';
import { Drawing } from './drawing.tsx';
import { followNetwork, network } from './follow.ts';
import { Links } from './links.tsx';
import { Messages } from './messages.tsx';
import { Organisations } from './organisations.tsx';
import { stepStates, wrongsOf } from '../words.ts';

const code = codeInAddress();

/** The whole page: the login, or the network. */
export function App(): JSX.Element {
  const who = useStore(login);
  if (who !== undefined) return <Shell key={who.token} />;
  const command = (
    <>
      <code>npm run testnet -- dashboard</code>, or <code>parley testnet dashboard</code>,
    </>
  );
  return <LoginPage code={code} command={command} />;
}

function Shell(): JSX.Element {
  const told = useStore(network);
  const state = useStore(connection);
  const scenario = told?.scenario;
  useEffect(() => {
    const abort = new AbortController();
    void followNetwork(abort.signal);
    return () => abort.abort();
  }, []);
  useEffect(() => {
    document.title = `Testnet${scenario === undefined ? '' : `: ${scenario}`} · Parley`;
  }, [scenario]);
  return (
    <>
      <header class="bar">
        <p class="brand">
          <img src={icon} alt="" width="28" height="28" />
          <span>
            <strong>Testnet</strong>
            {told !== undefined && (
              <span class="dim">
                {told.scenario}, seed {told.seed}
              </span>
            )}
          </span>
        </p>
        <p class="session">
          <span class={`connection ${state}`}>{state}</span>
          <ThemeButton />
          <button
            type="button"
            class="quiet"
            onClick={() => {
              network.set(undefined);
              logOut();
            }}
          >
            Log out
          </button>
        </p>
      </header>
      <main id="main" class="network">
        <h1>The whole network</h1>
        <div role="status">
          {state === 'lost' && (
            <p class="problem">The testnet does not answer; what you see is of before. The page goes on trying.</p>
          )}
        </div>
        {told === undefined ? <Nothing>Waiting for the network …</Nothing> : <Whole network={told} />}
      </main>
    </>
  );
}

function Whole({ network }: { readonly network: Network }): JSX.Element {
  return (
    <>
      <Health network={network} />
      <div class="mesh">
        <Drawing network={network} />
        <Story network={network} />
      </div>
      <Organisations network={network} />
      <Links network={network} />
      <Messages network={network} />
    </>
  );
}

function Health({ network }: { readonly network: Network }): JSX.Element {
  const wrongs = wrongsOf(network);
  const ready = network.nodes.filter(({ state }) => state === 'ready').length;
  const tone = wrongs.some((each) => each.tone === 'bad') ? 'bad' : wrongs.length > 0 ? 'warn' : 'good';
  return (
    <section class={`health ${tone}`} aria-labelledby="health">
      <h2 id="health">
        <Badge tone={tone}>
          {ready} of {network.nodes.length} nodes ready
        </Badge>
      </h2>
      {wrongs.length === 0 ? (
        <p>Nothing is wrong.</p>
      ) : (
        <ul aria-label="What is wrong">
          {wrongs.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Story({ network: { steps, isOver } }: { readonly network: Network }): JSX.Element {
  const passed = steps.filter(({ state }) => state === 'passed').length;
  return (
    <Card
      title={isOver ? 'The story' : 'The story, as it is played'}
      note={<span class="dim">{`${passed} of ${steps.length}`}</span>}
    >
      <ol class="steps">
        {steps.map(({ name, state, detail }) => {
          const [word, tone] = stepStates[state];
          return (
            <li key={name}>
              <Badge tone={tone}>{word}</Badge> {name}
              {detail !== undefined && <p class="dim break">{detail}</p>}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

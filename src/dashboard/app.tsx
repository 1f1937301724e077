import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { connection } from './event-stream.ts';
import { followNode, happenings, node, type NodeView } from './live.ts';
import icon from './icon.svg';
import { codeInAddress, login, logOut } from './login.ts';
import { LoginPage } from './login-page.tsx';
import { AgentPage } from './agent-page.tsx';
import { Approvals } from './approvals.tsx';
import { Audit } from './audit.tsx';
import { Decisions } from './decisions.tsx';
import { Delivery } from './delivery.tsx';
import { Tools } from './tools.tsx';
import { Mesh } from './mesh.tsx';
import { Overview } from './overview.tsx';
import { href, route } from './route.ts';
import { useStore } from './store.ts';
import { ThemeButton } from './theme.tsx';

interface Page {
  readonly path: string;
  readonly title: string;
  readonly show: (about: string | undefined) => JSX.Element;
  /** What waits there for the reader, in a number. */
  readonly waits?: (view: NodeView) => number | undefined;
  /** Not in the navigation: others lead to it. */
  readonly hidden?: true;
}

const pages: readonly Page[] = [
  { path: '', title: 'Overview', show: () => <Overview /> },
  { path: 'mesh', title: 'Mesh', show: () => <Mesh /> },
  { path: 'decisions', title: 'Decisions', show: (about) => <Decisions about={about} /> },
  {
    path: 'approvals',
    title: 'Approvals',
    show: () => <Approvals />,
    waits: (view) => view.waiting?.approvals,
  },
  {
    path: 'delivery',
    title: 'Delivery',
    show: () => <Delivery />,
    waits: (view) => view.waiting?.deadLetters,
  },
  { path: 'tools', title: 'Tools', show: () => <Tools />, waits: (view) => view.waiting?.tools },
  { path: 'audit', title: 'Audit', show: () => <Audit /> },
  { path: 'agents', title: 'Agent', show: (about) => <AgentPage key={about} did={about ?? ''} />, hidden: true },
];

const code = codeInAddress();

/** The whole page: the login, or the shell with one page in it. */
export function App(): JSX.Element {
  const who = useStore(login);
  if (who === undefined) return <LoginPage code={code} command={<code>parley dashboard</code>} />;
  return <Shell key={who.token} readOnly={who.readOnly} />;
}

function Shell({ readOnly }: { readonly readOnly: boolean }): JSX.Element {
  const { page: path, about } = useStore(route);
  const page = pages.find((each) => each.path === path) ?? pages[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(`${path}/${about}`);
  const name = useStore(node).status?.name;
  useEffect(() => {
    const abort = new AbortController();
    void followNode(abort.signal);
    return () => abort.abort();
  }, []);
  useEffect(() => {
    document.title = `${page?.title ?? ''} · ${name ?? 'Parley'}`;
    // On a phone the navigation is longer than the screen is wide.
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    // A new page begins at its heading, for the eye and for a screen reader; the first one at the top of the document.
    if (shown.current === `${path}/${about}`) return;
    shown.current = `${path}/${about}`;
    heading.current?.focus();
    scrollTo(0, 0);
  }, [path, about, name]);
  return (
    <div class="shell">
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          heading.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Side current={page?.path ?? ''} readOnly={readOnly} />
      <main id="main">
        <h1 ref={heading} tabIndex={-1}>
          {page?.title}
        </h1>
        <ConnectionNote />
        {page?.show(about)}
      </main>
    </div>
  );
}

function Side({ current, readOnly }: { readonly current: string; readonly readOnly: boolean }): JSX.Element {
  const view = useStore(node);
  const { status } = view;
  return (
    <header class="side">
      <p class="brand">
        <img src={icon} alt="" width="28" height="28" />
        <span>
          <strong>{status?.name ?? 'Parley'}</strong>
          <span class="dim">{status?.organisation?.name}</span>
        </span>
      </p>
      <nav aria-label="Pages">
        <ul>
          {pages
            .filter(({ hidden }) => hidden === undefined)
            .map((page) => (
              <li key={page.path}>
                <a href={href(page.path)} aria-current={page.path === current ? 'page' : undefined}>
                  {page.title}
                  <Waits count={page.waits?.(view)} />
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <p class="session">
        <Connection />
        {readOnly && <span class="chip">read only</span>}
        <ThemeButton />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            node.set({ status: undefined, waiting: undefined, peers: new Map() });
            happenings.set([]);
            logOut();
          }}
        >
          Log out
        </button>
      </p>
    </header>
  );
}

function Waits({ count }: { readonly count: number | undefined }): JSX.Element | null {
  if (count === undefined || count === 0) return null;
  return (
    <span class="count">
      {count}
      <span class="unseen"> waiting</span>
    </span>
  );
}

function Connection(): JSX.Element {
  const state = useStore(connection);
  return <span class={`connection ${state}`}>{state}</span>;
}

/** Only when changes have stopped: everything on the page is then of before. */
function ConnectionNote(): JSX.Element {
  const state = useStore(connection);
  return (
    <div role="status">
      {state === 'lost' && (
        <p class="problem">The node does not answer; what you see is of before. The page goes on trying.</p>
      )}
    </div>
  );
}

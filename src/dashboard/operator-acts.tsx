import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Answer, Peer } from '../control/api.ts';
import { Answering, type Said } from './answering.tsx';
import { act, read } from './api.ts';
import { node } from './live.ts';
import { login } from './login.ts';
import { Badge, Card, Nothing, Problem, Table, Time } from './parts.tsx';
import { useStore } from './store.ts';
import { useLoaded, type Loaded } from './use-loaded.ts';

interface About {
  readonly did: string;
  readonly peer: Peer | undefined;
  readonly decided: Loaded<Decided>;
  /** Called when something was decided: what the page shows beside this may be another thing now. */
  readonly onDecided: () => void;
}

type Decided = Answer<'trustRoots'> & Answer<'kills'>;
type Kill = Decided['kills'][number];

async function readDecided(signal: AbortSignal): Promise<Decided> {
  const [trust, killed] = await Promise.all([read('/v1/trust', {}, signal), read('/v1/kills', {}, signal)]);
  return { ...trust, ...killed };
}

/** What was decided about agents and organisations, read again when something of this one changes. */
export function useDecided(did: string, peer: Peer | undefined): Loaded<Decided> {
  const { status } = useStore(node);
  const cause = `${peer?.trust.score} ${peer?.standing} ${status?.killed?.join(' ')}`;
  return useLoaded(`decided ${did}`, readDecided, cause);
}

/** Decisions shown at most, the newest. */
const maxShown = 8;

/** What the operator decided about an agent, and the forms to decide anew; these are absent where one may only look. */
export function OperatorActs({ did, peer, decided, onDecided }: About): JSX.Element {
  const who = useStore(login);
  const name = peer?.alias ?? `…${did.slice(-8)}`;
  const { value, problem, reload } = decided;
  const [done, setDone] = useState('');
  const kill = value?.kills.find(({ target }) => targets(did, peer).includes(target));
  const settled = (words: string): void => {
    setDone(words);
    reload();
    onDecided();
  };
  return (
    <Card title="What the operator decided">
      <Problem text={problem} />
      {value !== undefined && (
        <>
          <Decisions about={targets(did, peer)} decided={value} kill={kill} />
          {who?.readOnly === false && (
            <>
              <TrustForm did={did} name={name} decided={value} onDone={settled} />
              <KillForm did={did} name={name} kill={kill} onDone={settled} />
            </>
          )}
        </>
      )}
      <p role="status" class="dim">
        {done}
      </p>
    </Card>
  );
}

/** By what a decision may be about an agent: itself, its organisation, or everybody. */
function targets(did: string, peer: Peer | undefined): readonly string[] {
  return [did, ...(peer?.organisation === undefined ? [] : [peer.organisation.id]), wholeNode];
}

/** The target of a kill of all dealings of this node. */
const wholeNode = 'node';

function Decisions(props: {
  readonly about: readonly string[];
  readonly decided: Decided;
  readonly kill: Kill | undefined;
}): JSX.Element {
  const { about, decided, kill } = props;
  const [did = ''] = about;
  const rows = decided.decisions.filter(({ target }) => about.includes(target)).toReversed();
  if (rows.length === 0 && kill === undefined) return <Nothing>Nothing was decided about it.</Nothing>;
  return (
    <>
      {kill !== undefined && (
        <p>
          <Badge tone="bad">killed</Badge> {scopeOf(kill.target, did)}, by {kill.by}, <Time at={kill.at} />: {kill.why}
        </p>
      )}
      {rows.length > 0 && (
        <Table label="Decided" headings={['Decided', 'Of', 'By', 'Why', 'When']}>
          {rows.slice(0, maxShown).map(({ at, act: kind, capability = '', target, by, why }) => (
            <tr key={`${at} ${kind} ${target}`}>
              <td>
                {kind} {capability}
              </td>
              <td>{scopeOf(target, did)}</td>
              <td>{by}</td>
              <td>{why}</td>
              <td>
                <Time at={at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function scopeOf(target: string, did: string): string {
  if (target === did) return 'this agent';
  return target === wholeNode ? 'all dealings of this node' : 'its organisation';
}

interface FormProps {
  readonly did: string;
  readonly name: string;
  readonly onDone: (words: string) => void;
}

/** What each button asks of the node, and what is said when it was done. */
const trustActs: Readonly<Record<string, readonly [kind: string, done: string]>> = {
  Vouch: ['vouch', 'You vouched for it.'],
  Block: ['block', 'It is blocked.'],
  Unblock: ['unblock', 'It is no longer blocked.'],
  Forgive: ['forgive', 'It is forgiven what it did until now.'],
  'Take the vouch back': ['unvouch', 'Nobody vouches for it here any more.'],
};

function TrustForm({ did, name, decided, onDone }: FormProps & { readonly decided: Decided }): JSX.Element {
  const id = useId();
  const [capability, setCapability] = useState('');
  const isBlocked = decided.roots.blocked.includes(did);
  const isVouched = decided.roots.vouches.some(({ target }) => target === did);
  const answer = async (word: string, said: Said): Promise<void> => {
    const [kind = '', done = ''] = trustActs[word] ?? [];
    const what = kind === 'vouch' ? { capability: capability.trim() } : {};
    await act('/v1/trust/decisions', { act: kind, target: did, ...what, ...said });
    onDone(done);
  };
  return (
    <Answering
      about={name}
      answers={[
        { word: 'Vouch', tone: 'primary' },
        { word: isBlocked ? 'Unblock' : 'Block', tone: 'danger' },
        { word: 'Forgive', tone: 'plain' },
        ...(isVouched ? [{ word: 'Take the vouch back', tone: 'plain' } as const] : []),
      ]}
      onAnswer={answer}
    >
      <label for={id}>
        Vouch for one action (all when empty)
        <input
          id={id}
          value={capability}
          maxLength={64}
          spellcheck={false}
          placeholder="mcp.call"
          onInput={(event) => setCapability(event.currentTarget.value)}
        />
      </label>
    </Answering>
  );
}

/** The kill switch, behind a fold: it is not to be met by a slip of the hand. */
function KillForm({ did, name, kill, onDone }: FormProps & { readonly kill: Kill | undefined }): JSX.Element {
  const answer = async (word: string, said: Said): Promise<void> => {
    const isKill = word === 'Kill';
    await act(isKill ? '/v1/kills' : '/v1/kills/revive', { target: kill?.target ?? did, ...said });
    onDone(isKill ? 'It is killed: nothing passes between you any more.' : 'The kill is taken back.');
  };
  return (
    <details class="kill">
      <summary>Kill switch</summary>
      <p class="dim">
        {kill === undefined
          ? 'Ends all dealings with this agent at once: calls under way, its sessions, the link, and what comes next. It holds until it is taken back.'
          : `In force for ${scopeOf(kill.target, did)}. Taken back, messages pass again by the rules that hold.`}
      </p>
      <Answering
        about={`the kill switch for ${name}`}
        answers={[kill === undefined ? { word: 'Kill', tone: 'danger' } : { word: 'Revive', tone: 'primary' }]}
        onAnswer={answer}
      />
    </details>
  );
}

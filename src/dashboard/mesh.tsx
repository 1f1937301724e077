import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Peer } from '../control/api.ts';
import { node } from './live.ts';
import { layOut } from './mesh-layout.ts';
import { memo } from './memo.ts';
import { MeshDrawing } from './mesh-drawing.tsx';
import { Agent, Badge, Card, Facts, Nothing, Score, Table, Time } from './parts.tsx';
import { href } from './route.ts';
import { useStore } from './store.ts';
import { TierMark, tierName, tierOf, tiers } from './tier.tsx';

/** The mesh as this node sees it: organisations, their agents, and the links to them. */
export function Mesh(): JSX.Element {
  const { peers, status } = useStore(node);
  const [selected, select] = useState<string>();
  const all = useMemo(() => [...peers.values()], [peers]);
  const own = status?.organisation?.id;
  const organisations = useMemo(() => layOut(all, own), [all, own]);
  const shown = selected === undefined ? undefined : peers.get(selected);
  if (all.length === 0)
    return (
      <Nothing>
        No peers yet. <code>parley invite</code> and <code>parley join</code> make two nodes known to each other.
      </Nothing>
    );
  return (
    <>
      <div class="mesh">
        <MeshDrawing name={status?.name ?? 'this node'} {...{ organisations, selected, select }} />
        <div class="stack">{shown === undefined ? <Legend peers={all} /> : <Selected peer={shown} />}</div>
      </div>
      <div class="below">
        <List peers={all} />
      </div>
    </>
  );
}

function Legend({ peers }: { readonly peers: readonly Peer[] }): JSX.Element {
  const connected = peers.filter((peer) => peer.connected).length;
  return (
    <Card title={`${peers.length} ${peers.length === 1 ? 'agent' : 'agents'}, ${connected} connected`}>
      <ul class="legend">
        {tiers.map((tier) => (
          <li key={tier}>
            <TierMark tier={tier} /> {tierName(tier)}{' '}
            <span class="dim">{peers.filter((peer) => tierOf(peer.trust.tier) === tier).length}</span>
          </li>
        ))}
      </ul>
      <ul class="legend">
        <li>
          <LinkSign kind="session" /> connected, with a session
        </li>
        <li>
          <LinkSign kind="connected" /> connected
        </li>
        <li>
          <LinkSign kind="away" /> not connected
        </li>
        <li>
          <LinkSign kind="ended" /> shut out
        </li>
      </ul>
      <p class="dim">Choose an agent to see more of it. Arrow keys go from one to the next; Enter opens its page.</p>
    </Card>
  );
}

function LinkSign({ kind }: { readonly kind: string }): JSX.Element {
  return (
    <svg class="link-sign" viewBox="0 0 34 10" aria-hidden="true">
      <line class={`link ${kind}`} x1="2" y1="5" x2="32" y2="5" />
    </svg>
  );
}

function Selected({ peer }: { readonly peer: Peer }): JSX.Element {
  return (
    <Card title={peer.alias ?? `…${peer.did.slice(-8)}`} note={<Connected peer={peer} />}>
      <Facts
        rows={[
          ['Trust', <Score {...peer.trust} />],
          ['Organisation', peer.organisation?.name],
          ['Standing', peer.standing],
          ['Session', peer.session ? 'open' : 'none'],
          ['Waiting for it', peer.queued],
          ['Last seen', <Time at={peer.lastSeen} />],
        ]}
      />
      <p>
        <a href={href('agents', peer.did)}>Open its page</a>
      </p>
    </Card>
  );
}

function Connected({ peer }: { readonly peer: Peer }): JSX.Element {
  if (peer.standing !== 'active') return <Badge tone="bad">{peer.standing}</Badge>;
  return peer.connected ? <Badge tone="good">connected</Badge> : <Badge tone="plain">away</Badge>;
}

function List({ peers }: { readonly peers: readonly Peer[] }): JSX.Element {
  const sorted = peers.toSorted((a, b) => b.trust.score - a.trust.score);
  return (
    <Card title="As a list">
      <Table label="Agents" headings={['Agent', 'Organisation', 'Trust', 'Link', 'Waiting', 'Last seen']}>
        {sorted.map((peer) => (
          <Row key={peer.did} peer={peer} />
        ))}
      </Table>
    </Card>
  );
}

/** Drawn anew only when something of the peer changed: there may be hundreds. */
const Row = memo(function Row({ peer }: { readonly peer: Peer }): JSX.Element {
  return (
    <tr>
      <td>
        <Agent did={peer.did} />
      </td>
      <td>{peer.organisation?.name}</td>
      <td class="nowrap">
        {peer.trust.score} {tierName(peer.trust.tier)}
      </td>
      <td>
        <Connected peer={peer} />
      </td>
      <td>{peer.queued}</td>
      <td>
        <Time at={peer.lastSeen} />
      </td>
    </tr>
  );
});

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Badge, Card, Nothing, Score, Table } from '../../../src/dashboard/parts.tsx';
import type { LinkSide, Network, NetworkLink } from '../network.ts';
import { order } from './follow.ts';
import { OrderButton } from './order-button.tsx';
import { faultOf, linkStates } from '../words.ts';

/** Links up to which all are shown from the first; beyond, those with something wrong until the reader wants all. */
const maxShown = 36;

/** Every link: how it is, how its ends see each other, and what the testnet does to it. */
export function Links({ network: { nodes, links, isOver } }: { readonly network: Network }): JSX.Element {
  const [all, setAll] = useState(false);
  const names = new Map(nodes.map(({ alias, name }) => [alias, name]));
  const shown = all || links.length <= maxShown ? links : links.filter(isWrong);
  const faults = links.filter((link) => faultOf(link) !== undefined).length;
  const heal = (
    <OrderButton
      label="Heal all: take away every cut and delay"
      text="Heal all"
      disabled={!isOver || faults === 0}
      give={() => order('heal')}
    />
  );
  return (
    <Card title={`${links.length} links`} note={heal}>
      {shown.length === 0 ? (
        <Nothing>{links.length === 0 ? 'They have not met yet.' : 'Nothing is wrong with any of them.'}</Nothing>
      ) : (
        <Table
          label="Links"
          headings={[
            'Between',
            'Link',
            'The first rates the other',
            'The other, the first',
            'Waiting',
            'Fault',
            'Orders',
          ]}
        >
          {shown.map((link) => (
            <Row key={link.between.join(' ')} {...{ link, names, isOver }} />
          ))}
        </Table>
      )}
      {links.length > maxShown && (
        <p class="more">
          <button type="button" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'Only what is wrong' : `All ${links.length}`}
          </button>
        </p>
      )}
    </Card>
  );
}

function isWrong(link: NetworkLink): boolean {
  return faultOf(link) !== undefined || link.state === 'away' || link.state === 'ended';
}

function Row(props: {
  readonly link: NetworkLink;
  readonly names: ReadonlyMap<string, string>;
  readonly isOver: boolean;
}): JSX.Element {
  const { link, names, isOver } = props;
  const [one, other] = link.between;
  const between = `${names.get(one) ?? one} and ${names.get(other) ?? other}`;
  const [word, tone] = linkStates[link.state];
  const fault = faultOf(link);
  return (
    <tr>
      <td class="nowrap">{between}</td>
      <td class="nowrap">
        <Badge tone={tone}>{word}</Badge>
      </td>
      {link.sides.map((side, at) => (
        <td key={link.between[at]} class="nowrap">
          <Side side={side} />
        </td>
      ))}
      <td>{link.sides.reduce((sum, side) => sum + (side?.queued ?? 0), 0)}</td>
      <td class="nowrap">{fault !== undefined && <Badge tone={link.cut ? 'bad' : 'warn'}>{fault}</Badge>}</td>
      <td>
        <span class="orders">
          <OrderButton
            label={`Cut the way between ${between}`}
            text="Cut"
            disabled={!isOver || link.cut}
            give={() => order('partition', one, other)}
          />
        </span>
      </td>
    </tr>
  );
}

function Side({ side }: { readonly side: LinkSide | null }): JSX.Element {
  if (side === null) return <span class="dim">not told</span>;
  return side.standing === 'active' ? <Score {...side} /> : <Badge tone="bad">{side.standing}</Badge>;
}

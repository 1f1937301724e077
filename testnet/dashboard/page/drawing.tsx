import type { JSX } from 'preact';
import { outlineOf, tierOf } from '../../../src/dashboard/tier.tsx';
import type { LinkSide, Network, NetworkLink, NodeState } from '../network.ts';
import { extent, placesOf, sizeOf, type Place } from './layout.ts';
import { faultOf, nodeStates, wrongsOf } from '../words.ts';

/** Links up to which each end shows how it rates the other: with more the signs would cover one another. */
const maxRated = 15;

/** The network, drawn: organisations on a circle, and what is between them. The tables below say the same in words. */
export function Drawing({ network }: { readonly network: Network }): JSX.Element {
  const places = new Map(placesOf(network.nodes).map((place) => [place.node.alias, place]));
  const wrong = wrongsOf(network).length;
  const label = `${network.nodes.length} organisations and ${network.links.length} links, ${wrong === 0 ? 'nothing wrong' : `${wrong} things wrong`}`;
  return (
    <section class="card drawing" aria-label="The network, drawn">
      <svg viewBox={`${extent.x} ${extent.y} ${extent.width} ${extent.height}`} role="img" aria-label={label}>
        {network.links.map((link) => (
          <Link key={link.between.join(' ')} {...{ link, places }} isRated={network.links.length <= maxRated} />
        ))}
        {[...places.values()].map((place) => (
          <Organisation key={place.node.alias} place={place} size={sizeOf(places.size)} />
        ))}
      </svg>
    </section>
  );
}

function Link(props: {
  readonly link: NetworkLink;
  readonly places: ReadonlyMap<string, Place>;
  readonly isRated: boolean;
}): JSX.Element | null {
  const { link, places, isRated } = props;
  const [a, b] = [places.get(link.between[0]), places.get(link.between[1])];
  if (a === undefined || b === undefined) return null;
  const fault = faultOf(link);
  return (
    <g>
      <line class={`link ${link.cut ? 'cut' : link.state}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      {isRated && <Rated side={link.sides[0]} from={a} to={b} />}
      {isRated && <Rated side={link.sides[1]} from={b} to={a} />}
      {fault !== undefined && (
        <text class={link.cut ? 'fault cut' : 'fault'} x={(a.x + b.x) / 2} y={(a.y + b.y) / 2 + 5}>
          {link.cut ? '✕' : `${link.delayMs} ms`}
        </text>
      )}
    </g>
  );
}

/** How the organisation at `from` rates the one at `to`: the sign of the tier, at the end of the one who rates. */
function Rated(props: {
  readonly side: LinkSide | null;
  readonly from: Place;
  readonly to: Place;
}): JSX.Element | null {
  const { side, from, to } = props;
  if (side === null) return null;
  const [x, y] = [from.x + (to.x - from.x) * 0.2, from.y + (to.y - from.y) * 0.2];
  return (
    <path
      class={`rated tier-${tierOf(side.tier)}`}
      d={outlineOf(side.tier)}
      transform={`translate(${x} ${y}) scale(0.8)`}
    />
  );
}

/** Signs beside the colour, for the states that are no good. */
const signs: Readonly<Record<NodeState, string>> = {
  planned: '',
  starting: '…',
  ready: '',
  unready: '!',
  silent: '?',
  down: '✕',
};

function Organisation({ place, size }: { readonly place: Place; readonly size: number }): JSX.Element {
  const { node, x, y, label } = place;
  return (
    <g class={`organisation-node ${nodeStates[node.state][1]} ${node.state}`}>
      <circle cx={x} cy={y} r={size} />
      <text class="sign" x={x} y={y + 5}>
        {signs[node.state]}
      </text>
      <text x={label.x} y={label.y} text-anchor={label.anchor}>
        {node.name}
      </text>
    </g>
  );
}

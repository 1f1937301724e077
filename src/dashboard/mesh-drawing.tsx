import type { JSX } from 'preact';
import { memo } from './memo.ts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Peer } from '../control/api.ts';
import { extentOf, neighbour, type Extent, type PlacedNode, type PlacedOrganisation } from './mesh-layout.ts';
import { usePulses } from './mesh-pulses.ts';
import { href } from './route.ts';
import { outlineOf, tierName, tierOf } from './tier.tsx';

interface DrawingProps {
  readonly name: string;
  readonly organisations: readonly PlacedOrganisation[];
  readonly selected: string | undefined;
  readonly select: (did: string) => void;
}

/** Agents that are drawn with their names: in a larger mesh they would cover one another. */
const maxNamed = 24;
/** Agents that are few enough for larger names on a phone. */
const maxLarge = 8;
/** How far one may go in, against the whole. */
const maxZoom = 8;

/** The mesh, drawn: can be moved, made larger, and walked through by keyboard. */
export function MeshDrawing({ name, organisations, selected, select }: DrawingProps): JSX.Element {
  const nodes = useMemo(() => organisations.flatMap((each) => each.nodes), [organisations]);
  const whole = useMemo(() => extentOf(organisations), [organisations]);
  const { view, zoom, reset, handlers, svg } = useView(whole);
  const pulses = usePulses(nodes);
  return (
    <section class="card drawing" aria-label="The mesh, drawn">
      <svg
        ref={svg}
        class={nodes.length <= maxLarge ? 'few' : undefined}
        viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
        role="group"
        aria-label={`${name} and ${nodes.length} agents of ${organisations.length} organisations`}
        {...handlers}
      >
        <Links nodes={nodes} />
        <g ref={pulses} aria-hidden="true" />
        <Discs organisations={organisations} />
        <Nodes {...{ nodes, selected, select }} />
        <Own name={name} />
      </svg>
      <p class="tools">
        <button type="button" aria-label="Larger" onClick={() => zoom(1.4)}>
          +
        </button>
        <button type="button" aria-label="Smaller" onClick={() => zoom(1 / 1.4)}>
          −
        </button>
        <button type="button" onClick={reset}>
          Whole
        </button>
      </p>
    </section>
  );
}

const Links = memo(function Links({ nodes }: { readonly nodes: readonly PlacedNode[] }): JSX.Element {
  return (
    <g aria-hidden="true">
      {nodes.map(({ peer, x, y }) => (
        <line key={peer.did} class={`link ${linkKind(peer)}`} x1="0" y1="0" x2={x} y2={y} />
      ))}
    </g>
  );
});

function linkKind({ connected, session, standing }: Peer): string {
  if (standing !== 'active') return 'ended';
  if (!connected) return 'away';
  return session ? 'session' : 'connected';
}

const Discs = memo(function Discs(props: { readonly organisations: readonly PlacedOrganisation[] }): JSX.Element {
  return (
    <g aria-hidden="true">
      {props.organisations.map(({ id, name, known, x, y, radius }) => (
        <g key={id}>
          <circle class={known ? 'disc' : 'disc unknown'} cx={x} cy={y} r={radius} />
          <text class="organisation" x={x} y={y + radius + 16}>
            {name.length > 22 ? `${name.slice(0, 21)}…` : name}
          </text>
        </g>
      ))}
    </g>
  );
});

interface NodesProps {
  readonly nodes: readonly PlacedNode[];
  readonly selected: string | undefined;
  readonly select: (did: string) => void;
}

/** One of them takes part in the order of the Tab key; from there arrows lead on. */
const Nodes = memo(function Nodes({ nodes, selected, select }: NodesProps): JSX.Element {
  const group = useRef<SVGGElement>(null);
  const entry = nodes.find(({ peer }) => peer.did === selected) ?? nodes[0];
  const go = (event: KeyboardEvent, from: PlacedNode): void => {
    const next = neighbour(nodes, from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    const link = group.current?.querySelector(`[data-did="${next.peer.did}"]`);
    if (link instanceof SVGElement) link.focus();
  };
  return (
    <g ref={group}>
      {nodes.map((placed) => {
        const { peer, x, y } = placed;
        return (
          <g key={peer.did} transform={`translate(${x} ${y})`}>
            <a
              href={href('agents', peer.did)}
              data-did={peer.did}
              class={`node tier-${tierOf(peer.trust.tier)}`}
              aria-label={labelOf(peer)}
              tabIndex={placed === entry ? 0 : -1}
              onFocus={() => select(peer.did)}
              onKeyDown={(event) => go(event, placed)}
              onClick={(event) => {
                // A first touch shows what it is, a second one opens it.
                if (selected === peer.did || event.detail === 0) return;
                event.preventDefault();
                select(peer.did);
              }}
            >
              {peer.did === selected && <circle class="ring" r="14" />}
              <path d={outlineOf(peer.trust.tier)} />
              {nodes.length <= maxNamed && <text y="24">{(peer.alias ?? '').slice(0, 12)}</text>}
            </a>
          </g>
        );
      })}
    </g>
  );
});

function labelOf({ alias, did, organisation, trust, connected, standing }: Peer): string {
  const link = standing === 'active' ? (connected ? 'connected' : 'not connected') : standing;
  const of = organisation === undefined ? '' : ` of ${organisation.name}`;
  return `${alias ?? did}${of}, ${tierName(trust.tier)}, ${trust.score}, ${link}`;
}

function Own({ name }: { readonly name: string }): JSX.Element {
  return (
    <g class="own" aria-hidden="true">
      <circle r="19" />
      <circle class="core" r="8" />
      <text class="organisation" y="36">
        {name}
      </text>
    </g>
  );
}

/** The part of the drawing that is shown: moved by dragging, made larger by the wheel or the buttons. */
function useView(whole: Extent) {
  const svg = useRef<SVGSVGElement>(null);
  const [moved, setMoved] = useState<Extent>();
  const view = moved ?? whole;
  const drag = useRef<{ readonly x: number; readonly y: number; readonly view: Extent } | undefined>(undefined);
  const zoom = (factor: number): void => {
    const width = Math.min(whole.width * 1.5, Math.max(whole.width / maxZoom, view.width / factor));
    const height = (width * whole.height) / whole.width;
    setMoved({ x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2, width, height });
  };
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = svg.current;
    // With Ctrl, as a pinch gives it: the wheel alone goes on scrolling the page.
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      latest.current(Math.exp(-event.deltaY / 200));
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, []);
  const handlers = {
    onPointerDown: (event: PointerEvent): void => {
      drag.current = { x: event.clientX, y: event.clientY, view };
    },
    onPointerMove: (event: PointerEvent): void => {
      const from = drag.current;
      const box = svg.current?.getBoundingClientRect();
      if (from === undefined || box === undefined || event.buttons === 0) return;
      const scale = Math.max(from.view.width / box.width, from.view.height / box.height);
      const [dx, dy] = [(event.clientX - from.x) * scale, (event.clientY - from.y) * scale];
      if (Math.hypot(dx, dy) > 3 * scale) setMoved({ ...from.view, x: from.view.x - dx, y: from.view.y - dy });
    },
    onPointerUp: (): void => {
      drag.current = undefined;
    },
  };
  return { view, zoom, reset: () => setMoved(undefined), handlers, svg };
}

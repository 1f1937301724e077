import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { flow } from './live.ts';
import type { PlacedNode } from './mesh-layout.ts';

/** Pulses at once: beyond, more messages look no different. */
const maxPulses = 90;
/** Pulses for one peer in one direction and one batch. */
const maxEach = 3;
const pulseMs = 900;

type Kind = 'in' | 'out' | 'refused';

/** Draws a pulse along a link for messages as they come; into the group that the reference is given to. */
export function usePulses(nodes: readonly PlacedNode[]): RefObject<SVGGElement | null> {
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    const places = new Map<string, PlacedNode>(nodes.map((node) => [node.peer.did, node]));
    return flow.follow(() => {
      const layer = group.current;
      if (layer === null || document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
      for (const { did, ...counts } of flow.value?.peers ?? []) {
        const place = places.get(did);
        if (place === undefined) continue;
        for (const kind of ['in', 'out', 'refused'] as const)
          for (let i = 0; i < Math.min(counts[kind], maxEach); i++) pulse(layer, place, { kind, delay: i * 150 });
      }
    });
  }, [nodes]);
  return group;
}

function pulse(layer: SVGGElement, { x, y }: PlacedNode, { kind, delay }: { kind: Kind; delay: number }): void {
  if (layer.childElementCount >= maxPulses) return;
  const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  dot.setAttribute('r', kind === 'refused' ? '5' : '4');
  dot.setAttribute('class', `pulse ${kind}`);
  layer.append(dot);
  const [near, far] = ['translate(0px, 0px)', `translate(${x}px, ${y}px)`];
  // What was refused goes no further than half the way.
  const half = `translate(${x / 2}px, ${y / 2}px)`;
  const way = kind === 'in' ? [far, near] : [near, kind === 'out' ? far : half];
  const run = dot.animate(
    way.map((transform) => ({ transform })),
    { duration: pulseMs, delay, easing: 'ease-in-out', fill: 'backwards' },
  );
  run.addEventListener('finish', () => dot.remove());
  run.addEventListener('cancel', () => dot.remove());
}

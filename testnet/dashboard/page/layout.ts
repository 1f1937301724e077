import type { NetworkNode } from '../network.ts';

/** One organisation in the drawing. */
export interface Place {
  readonly node: NetworkNode;
  readonly x: number;
  readonly y: number;
  /** Where its name stands, beside it and away from the middle. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };
}

/** Radius of the circle on which they stand, and of one of them, in units of the drawing. */
const radius = 150;
/** The part of the plane that is drawn: the circle with names at both sides. */
export const extent = { x: -260, y: -195, width: 520, height: 390 } as const;

/** Places organisations on a circle, in their order, the first at the top. */
export function placesOf(nodes: readonly NetworkNode[]): readonly Place[] {
  return nodes.map((node, at) => {
    const angle = (2 * Math.PI * at) / nodes.length - Math.PI / 2;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const away = radius + sizeOf(nodes.length) + 8;
    const isBeside = Math.abs(cos) > 0.35;
    return {
      node,
      x: radius * cos,
      y: radius * sin,
      label: {
        x: away * cos,
        y: away * sin + (isBeside ? 4 : sin > 0 ? 12 : -2),
        anchor: isBeside ? (cos > 0 ? 'start' : 'end') : 'middle',
      },
    };
  });
}

/** Radius of one organisation: they must not touch, however many there are. */
export function sizeOf(count: number): number {
  return Math.max(8, Math.min(20, (0.7 * Math.PI * radius) / count));
}

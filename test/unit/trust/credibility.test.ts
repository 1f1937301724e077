import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  credibility,
  defaultParameters,
  namedCredibility,
  one,
  publish,
  recompute,
  rootsOf,
  score,
  type Evidence,
  type Graph,
} from '../../../src/trust/trust.ts';
import { agent, failure, home, ledgerWith, now, success, times } from './support.ts';

interface Row {
  readonly rater: number;
  readonly subject: number;
  readonly r: number;
  readonly s: number;
}

const honest = 6;
const own = 'did:key:z0';
const roots = rootsOf(own);

/** A graph of organisations with one agent each; the first is ours. */
function graphOf(count: number, rows: readonly Row[]): Graph {
  const names = Array.from({ length: count }, (_, i) => `did:key:z${i}`);
  const seen = rows.filter(({ rater }) => rater === 0);
  const said = rows.filter(({ rater }) => rater !== 0);
  const column = (pick: (row: Row) => number): Uint32Array => Uint32Array.from(said, pick);
  return {
    agents: names,
    organisations: names,
    organisationOf: Uint32Array.from(names, (_, i) => i),
    rater: column(({ rater }) => rater),
    subject: column(({ subject }) => subject),
    day: column(() => Math.floor(now / 24)),
    r: column(({ r }) => r),
    s: column(({ s }) => s),
    seen: Uint32Array.from(seen, ({ subject }) => subject),
    seenR: Float64Array.from(seen, ({ r }) => r),
    seenS: Float64Array.from(seen, ({ s }) => s),
  };
}

const anyRow = (count: number): fc.Arbitrary<Row> =>
  fc.record({
    rater: fc.nat(count - 1),
    subject: fc.nat(count - 1),
    r: fc.nat(one / 2),
    s: fc.nat(one / 2),
  });

describe('credibility', () => {
  it('is together at most 1.0, and the same in whatever order the rows come', () => {
    fc.assert(
      fc.property(fc.array(anyRow(12), { maxLength: 60 }), (rows) => {
        const forward = namedCredibility(graphOf(12, rows), roots, defaultParameters, now);
        const backward = namedCredibility(graphOf(12, rows.toReversed()), roots, defaultParameters, now);
        expect(backward.root).toBe(forward.root);
        expect(new Map(backward.values)).toEqual(new Map(forward.values));
        expect([...forward.values.values()].reduce((sum, c) => sum + c, 0)).toBeLessThanOrEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  it('gives attackers no more by being many: at most (1-a)/a of what honest organisations send them', () => {
    fc.assert(
      fc.property(
        fc.array(anyRow(honest), { minLength: 6, maxLength: 30 }),
        fc.array(fc.record({ rater: fc.nat(honest - 1), subject: fc.integer({ min: honest, max: honest + 2 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom(3, 30, 300),
        (rows, attacks, attackers) => {
          const edges = attacks.map((edge) => ({ ...edge, r: one, s: 0 }));
          // Every attacker praises the next few.
          const praise = Array.from({ length: attackers * 3 }, (_, i) => ({
            rater: honest + (i % attackers),
            subject: honest + ((i + 1 + Math.floor(i / attackers)) % attackers),
            r: one,
            s: 0,
          }));
          const graph = graphOf(honest + attackers, [...rows, ...edges, ...praise]);
          const { values } = credibility(graph, roots, defaultParameters, now);
          const shareOf = (from: number, to: number): number =>
            Array.from({ length: to - from }, (_, i) => values.get(`did:key:z${from + i}`) ?? 0).reduce(
              (a, b) => a + b,
              0,
            );
          const share = shareOf(honest, honest + attackers);
          // What honest organisations hold bounds what they can send in one step.
          const senders = new Set(edges.map(({ rater }) => rater));
          const sent = [...senders].reduce((sum, place) => sum + flow(graph, place, values), 0);
          expect(share).toBeLessThanOrEqual((7 / 3) * sent + attackers * 40);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('halves and more for a rater that this node found wrong', () => {
    const seen = [
      { rater: 0, subject: 1, r: 8 * one, s: 0 },
      { rater: 0, subject: 2, r: 8 * one, s: 0 },
      { rater: 0, subject: 3, r: 0, s: 8 * one },
    ];
    const right = { rater: 1, subject: 3, r: 0, s: one };
    const wrong = { rater: 2, subject: 3, r: one, s: 0 };
    const { values } = credibility(graphOf(4, [...seen, right, wrong]), roots, defaultParameters, now);
    expect((values.get('did:key:z2') ?? 0) * 4).toBeLessThan(values.get('did:key:z1') ?? 0);
  });
});

/** What an organisation sends to attackers in one step. */
function flow(graph: Graph, place: number, values: ReadonlyMap<string, number>): number {
  const said = [...graph.rater].map((rater, row) => ({
    from: rater,
    to: graph.subject[row] ?? 0,
    r: graph.r[row] ?? 0,
    s: graph.s[row] ?? 0,
  }));
  const seen = [...graph.seen].map((to, row) => ({ from: 0, to, r: graph.seenR[row] ?? 0, s: graph.seenS[row] ?? 0 }));
  const totals = new Map<number, { r: number; s: number }>();
  for (const { to, r, s } of [...said, ...seen].filter((edge) => edge.from === place && edge.to !== place)) {
    const sum = totals.get(to) ?? { r: 0, s: 0 };
    totals.set(to, { r: sum.r + r, s: sum.s + s });
  }
  const net = [...totals].map(([to, { r, s }]) => ({
    to,
    worth: Math.max(0, r - s) * Math.min(1, (10 * one) / Math.max(1, r + s)),
  }));
  const sum = (edges: typeof net): number => edges.reduce((total, { worth }) => total + worth, 0);
  const all = sum(net);
  return all === 0 ? 0 : ((values.get(`did:key:z${place}`) ?? 0) * sum(net.filter(({ to }) => to >= honest))) / all;
}

describe('a published score', () => {
  it('comes out again, credibility included, and differs when anything in it was changed', () => {
    const graph = graphOf(4, [
      { rater: 0, subject: 1, r: 5 * one, s: 0 },
      { rater: 1, subject: 2, r: one, s: 0 },
    ]);
    const evidence: Evidence = {
      subject: agent,
      organisation: home,
      ledger: ledgerWith(times(9, success()), failure(1)),
      organisationLedgers: [ledgerWith(times(9, success()), failure(1))],
      testimony: [{ organisation: 'did:key:z1', day: Math.floor(now / 24), r: one, s: 0 }],
      credibility: namedCredibility(graph, roots, defaultParameters, now),
      spread: [],
      revoked: false,
      disproved: false,
      unusual: false,
    };
    const answer = score(evidence, roots, defaultParameters, now);
    expect(answer.heard.r).toBeGreaterThan(0);
    const published = publish({ evidence, roots, parameters: defaultParameters, hour: now, graph });
    const read: typeof published = JSON.parse(JSON.stringify(published));
    expect(recompute(read)).toMatchObject({
      differences: [],
      credibility: 'recomputed',
      answer: { score: answer.score },
    });
    expect(recompute({ ...read, hour: now + 1 }).differences).not.toEqual([]);
    expect(recompute({ ...read, evidence: { ...read.evidence, testimony: [] } }).differences).not.toEqual([]);
    const values = [['did:key:z1', one]] as const;
    expect(recompute({ ...read, credibility: { ...read.credibility, values } }).differences).not.toEqual([]);
  });
});

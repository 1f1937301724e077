import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { counted, Metrics } from '../../../src/metrics.ts';
import { gaugeNames } from '../../../src/metrics-handler.ts';
import { document, root, rows, section, words } from './markdown.ts';

const text = document('docs/observability.md');
const namesIn = (heading: string): readonly string[] =>
  rows(section(text, heading)).flatMap(([metric = '']) => words(metric));

const read = (path: string): string => readFileSync(join(root, 'packaging', path), 'utf8');
const expressions = z
  .looseObject({ panels: z.array(z.looseObject({ targets: z.array(z.looseObject({ expr: z.string() })).min(1) })) })
  .transform(({ panels }) => panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)));

/** What the rules of an alert file ask for; each says to a person what to do. */
function alertRules(text: string): readonly string[] {
  const rule = z.strictObject({
    alert: z.string().regex(/^Parley/),
    expr: z.string(),
    for: z.string().optional(),
    annotations: z.strictObject({ summary: z.string().min(20) }),
  });
  const file = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })) });
  return file.parse(parse(text)).groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

describe('docs/observability.md', () => {
  it('has every count of the source, and no other', () => {
    const written = Object.keys(counted).map((name) => `parley_${name.replaceAll(/[.-]/g, '_')}_total`);
    expect(namesIn('Counted since the start').toSorted()).toEqual(written.toSorted());
  });

  it('has every value that /metrics tells of the moment, and no other', () => {
    expect(namesIn('As it stands now').toSorted()).toEqual(gaugeNames.toSorted());
  });

  it('has the metrics of policy', () => {
    const types = [...new Metrics().text([]).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(namesIn('Policy'))).toEqual(new Set(types));
  });

  it('has every span of the source, and no other', () => {
    const source = readFileSync(join(root, 'src/tracing.ts'), 'utf8');
    // A name may stand for two things, which one row tells apart.
    const spans = [...new Set([...source.matchAll(/start\('((?:parley|agt)\.[a-z.]+)'/g)].map(([, name]) => name))];
    expect(spans.length).toBeGreaterThan(6);
    expect(namesIn('Traces').toSorted()).toEqual(spans.toSorted((a = '', b = '') => (a < b ? -1 : 1)));
  });

  it('points to a dashboard and to alerts that ask for metrics and labels that there are', () => {
    const labels = new Map(
      rows(section(text, 'Counted since the start')).map(([name = '', label = '']) => [words(name)[0], words(label)]),
    );
    const bucket = 'agt_policy_latency_ms_bucket';
    const known = new Set([...namesIn('As it stands now'), ...labels.keys(), ...namesIn('Policy'), bucket]);
    const asked = [
      ...expressions.parse(JSON.parse(read('grafana/parley.json'))),
      ...alertRules(read('prometheus/alerts.yaml')),
    ];
    expect(asked.length).toBeGreaterThan(30);
    for (const expression of asked) {
      const used = [...expression.matchAll(/\b(?:parley|agt|process)_\w+/g)].map(([name]) => name);
      expect({ expression, isOfOurs: used.length > 0 }).toEqual({ expression, isOfOurs: true });
      expect(used.filter((name) => !known.has(name))).toEqual([]);
      const by = /by \(([^)]*)\)/.exec(expression)?.[1]?.split(', ') ?? [];
      const allowed = ['instance', 'le', ...used.flatMap((name) => labels.get(name) ?? [])];
      expect({ expression, unknown: by.filter((label) => !allowed.includes(label)) }).toEqual({
        expression,
        unknown: [],
      });
    }
  });
});

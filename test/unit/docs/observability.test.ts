import { describe, expect, it } from 'vitest';
import { counted, Metrics } from '../../../src/metrics.ts';
import { gaugeNames } from '../../../src/metrics-handler.ts';
import { document, rows, section, words } from './markdown.ts';

const text = document('docs/observability.md');
const namesIn = (heading: string): readonly string[] =>
  rows(section(text, heading)).flatMap(([metric = '']) => words(metric));

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

  it('alerts on metrics that there are', () => {
    const known = new Set([...namesIn('As it stands now'), ...namesIn('Counted since the start')]);
    const used = [...section(text, 'Alerts worth having').matchAll(/\bparley_\w+/g)].map(([name]) => name);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});

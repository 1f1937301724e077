import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';

const linesOf = (metrics: Metrics): readonly string[] =>
  metrics
    .text([{ name: 'parley_peers_connected', help: 'Peers connected.', value: 2 }])
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

describe('metrics', () => {
  it('are counted under their labels, and given in the text format of Prometheus', () => {
    const metrics = new Metrics();
    metrics.count('message.refused', { direction: 'in', reason: 'policy-denied' });
    metrics.count('message.refused', { direction: 'in', reason: 'policy-denied' });
    metrics.count('link.opened');
    expect(linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'parley_peers_connected 2',
        'parley_message_refused_total{direction="in",reason="policy-denied"} 2',
        'parley_link_opened_total 1',
      ]),
    );
    expect(metrics.text([])).toContain(
      '# HELP parley_link_opened_total Authenticated connections opened, in either direction.\n# TYPE parley_link_opened_total counter\n',
    );
  });

  it('put each judgement into every class that it is within', () => {
    const metrics = new Metrics();
    metrics.judged(true, 0.02);
    metrics.judged(false, 7);
    metrics.judged(true, 5000);
    const lines = linesOf(metrics);
    expect(lines).toContain('agt_policy_evaluations_total 3');
    expect(lines).toContain('agt_policy_denials_total 1');
    expect(lines).toContain('agt_policy_latency_ms_bucket{le="0.025"} 1');
    expect(lines).toContain('agt_policy_latency_ms_bucket{le="10"} 2');
    expect(lines).toContain('agt_policy_latency_ms_bucket{le="+Inf"} 3');
    expect(lines).toContain('agt_policy_latency_ms_count 3');
  });

  it('keep what a rule calls a message inside its quotes', () => {
    const metrics = new Metrics();
    metrics.count('message.noted', { word: 'a"} 1\nb\\' });
    expect(linesOf(metrics)).toContain(String.raw`parley_message_noted_total{word="a\"} 1\nb\\"} 1`);
  });

  it('do not grow for ever, whatever is counted', () => {
    const metrics = new Metrics();
    for (let i = 0; i < 10_000; i++) metrics.count('message.noted', { word: String(i) });
    const lines = linesOf(metrics).filter((line) => line.startsWith('parley_message_noted_total'));
    expect(lines.length).toBeLessThanOrEqual(201);
    expect(lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(10_000);
  });
});

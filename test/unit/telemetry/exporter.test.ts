import { describe, expect, it, onTestFinished } from 'vitest';
import { Exporter, Tracer, type EndedSpan, type Exporter as Open } from '../../../src/telemetry/telemetry.ts';
import { systemRandom } from '../../../src/base/base.ts';
import { startCollector, type Collector } from '../../support/collector.ts';

interface Told {
  readonly failed: string[];
  dropped: number;
}

async function opened(
  headers: Readonly<Record<string, string>> = {},
): Promise<{ collector: Collector; exporter: Open; told: Told }> {
  const collector = await startCollector();
  onTestFinished(async () => await collector[Symbol.asyncDispose]());
  const told: Told = { failed: [], dropped: 0 };
  const exporter = new Exporter(
    { url: `${collector.url}/`, headers, resource: { 'service.name': 'parley', 'parley.node': 'one' } },
    {
      failed: (what, why) => told.failed.push(`${what}: ${why}`),
      dropped: (spans) => {
        told.dropped += spans;
      },
    },
  );
  return { collector, exporter, told };
}

function spanOf(record: (span: EndedSpan) => void, sample = 1): void {
  const tracer = new Tracer({ random: systemRandom, sample, record });
  const span = tracer.start('work', { kind: 'client', attributes: { word: 'a', n: 2, share: 0.5, yes: true } });
  span.moment('half', tracer.now());
  span.end(tracer.now(), { failed: 'agent-failed' });
  span.end(tracer.now());
}

describe('an exporter', () => {
  it('sends what it was told at the latest when it closes, with its header, in the encoding of OTLP', async () => {
    const { collector, exporter, told } = await opened({ authorization: 'Bearer secret' });
    spanOf((span) => exporter.add(span));
    await exporter.close([{ kind: 'gauge', name: 'parley.a', help: 'A.', points: [{ attributes: {}, value: 3 }] }]);
    expect(collector.faults).toEqual([]);
    expect(collector.spans).toMatchObject([
      {
        name: 'work',
        kind: 3,
        attributes: { word: 'a', n: '2', share: 0.5, yes: true },
        events: [{ name: 'half' }],
        status: { code: 2, message: 'agent-failed' },
        resource: { 'service.name': 'parley' },
      },
    ]);
    expect(collector.metrics.get('one')).toMatchObject([{ gauge: { dataPoints: [{ asDouble: 3 }] } }]);
    expect(collector.heads.map((head) => head['authorization'])).toEqual(['Bearer secret', 'Bearer secret']);
    expect(told).toEqual({ failed: [], dropped: 0 });
  });

  it('says that a collector refused it, drops what that was about, and takes no more once it is closed', async () => {
    const { collector, exporter, told } = await opened();
    collector.answer(400);
    for (let i = 0; i < 3; i++) spanOf((span) => exporter.add(span));
    await exporter.close([]);
    expect(told).toEqual({ failed: ['traces: status 400'], dropped: 3 });
    spanOf((span) => exporter.add(span));
    expect(told.dropped).toBe(4);
    expect(collector.heads.length).toBe(1);
  });

  it('keeps a bounded number of spans while the collector does not answer, and counts the others', async () => {
    const { exporter, told } = await opened();
    for (let i = 0; i < 10_000; i++) spanOf((span) => exporter.add(span));
    // At most one batch is under way besides what waits.
    expect(told.dropped).toBeGreaterThanOrEqual(10_000 - 4096 - 512);
    const dropped = told.dropped;
    await exporter.close([]);
    expect(told.dropped).toBe(dropped);
  });

  it('sends spans in batches, every one of them once', async () => {
    const { collector, exporter, told } = await opened();
    for (let i = 0; i < 1500; i++) spanOf((span) => exporter.add(span));
    await exporter.close([]);
    expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(1500);
    expect(collector.spans.length).toBe(1500);
    expect(told).toEqual({ failed: [], dropped: 0 });
  });
});

describe('a tracer', () => {
  it('records nothing of a trace that is not sampled', () => {
    const recorded: EndedSpan[] = [];
    spanOf((span) => recorded.push(span), 0);
    expect(recorded).toEqual([]);
    spanOf((span) => recorded.push(span));
    expect(recorded.length).toBe(1);
    expect(recorded[0]?.endMs).toBeGreaterThanOrEqual(recorded[0]?.startMs ?? Infinity);
  });
});

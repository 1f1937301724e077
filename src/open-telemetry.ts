import { fromUtf8, systemRandom, type Did } from './base/base.ts';
import type { Config } from './config.ts';
import type { SecretSource } from './config-login.ts';
import type { Events } from './events.ts';
import { readSecretSource } from './logins.ts';
import type { SecretPurpose } from './secret-file.ts';
import type { StopStack } from './stop-stack.ts';
import type { Measure } from './telemetry/telemetry.ts';
import { version } from './version.ts';

/** What telemetry needs of the rest of the hall. */
interface TelemetryPorts {
  readonly config: Config;
  readonly events: Events;
  readonly did: Did;
  /** `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A collector that is told. */
export interface Telemetry {
  /** From now on what `read` gives is sent every `telemetry.otlp.metricsSeconds`, and once more at the end. */
  measure(read: () => readonly Measure[]): void;
}

/**
 * Begins to tell the configured collector; without one nothing of telemetry is even loaded. Reads the secret of its
 * header: throws MeshError `credential-missing`, `keyring-permissions` or, for what is no secret, `config-invalid`.
 */
export async function openTelemetry(
  { config, events, did, env }: TelemetryPorts,
  stack: StopStack,
): Promise<Telemetry | undefined> {
  const { otlp } = config.telemetry;
  if (otlp === undefined) return undefined;
  const { header, url, sample, metricsSeconds } = otlp;
  const headers = header === undefined ? {} : { [header.name]: `${header.prefix}${secretOf(header.secret, env)}` };
  const [{ Exporter }, { Tracing }] = await Promise.all([import('./telemetry/telemetry.ts'), import('./tracing.ts')]);
  const resource = {
    'service.name': 'parley',
    'service.version': version,
    'service.instance.id': did,
    'parley.node': config.name,
  };
  const exporter = new Exporter(
    { url, headers, resource },
    {
      failed: (what, why) => events.telemetryFailed(what, why),
      dropped: (spans) => events.spansDropped(spans),
    },
  );
  events.traceTo(new Tracing({ random: systemRandom, sample, record: (span) => exporter.add(span) }));
  let read = (): readonly Measure[] => [];
  stack.push('telemetry', () => exporter.close(read()));
  return {
    measure: (from) => {
      if (metricsSeconds === 0) return;
      read = from;
      const timer = setInterval(() => void exporter.measured(from()), metricsSeconds * 1000).unref();
      stack.push('telemetry metrics', () => clearInterval(timer));
    },
  };
}

const purpose: SecretPurpose = {
  without: 'The collector cannot be told',
  use: 'which proves this node to the collector',
  setting: 'telemetry.otlp.header in parley.yaml',
  code: 'config-invalid',
};

function secretOf(source: SecretSource, env: TelemetryPorts['env']): string {
  // `fetch` takes headers as text only: it lives as long as the node does.
  return fromUtf8(readSecretSource(source, env, purpose).expose()) ?? '';
}

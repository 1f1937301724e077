import { fromUtf8 } from '../base/base.ts';
import { decodeEntry, type ReadEntry } from './entry.ts';

/** One entry of a log, on its way out. */
export interface ExportedEntry {
  readonly origin: string;
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** Forms that entries are exported in, each a line of JSON. */
export const exportFormats = ['otel', 'cloudevents', 'ocsf'] as const;
/** One of them. */
export type ExportFormat = (typeof exportFormats)[number];

/**
 * The lines of a page of entries: for `otel` one (OTLP/JSON, `LogsData`, as the file exporter writes it), for the others
 * one for each entry. An entry that is no JSON is left out: such a log does not verify.
 */
export function exportLines(format: ExportFormat, page: readonly ExportedEntry[], version: string): readonly string[] {
  const read = page.flatMap((exported) => {
    const entry = decodeEntry(exported.bytes);
    return entry === undefined ? [] : [{ exported, entry }];
  });
  if (read.length === 0) return [];
  switch (format) {
    case 'otel':
      return [JSON.stringify(logsData(read, version))];
    case 'cloudevents':
      return read.map((one) => JSON.stringify(cloudEvent(one)));
    case 'ocsf':
      return read.map((one) => JSON.stringify(apiActivity(one, version)));
  }
}

interface Read {
  readonly exported: ExportedEntry;
  readonly entry: ReadEntry;
}

function textOf({ fields }: ReadEntry, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function isRefusal({ type, fields }: ReadEntry): boolean {
  if (type === 'refusal' || (type === 'cross-check' && fields['outcome'] === 'differed')) return true;
  return type === 'delivery' ? fields['outcome'] !== 'delivered' : fields['allowed'] === false;
}

// ---- OpenTelemetry logs (OTLP 1.x, JSON) --------------------------------------------------------------

/** SeverityNumber of the log data model: INFO, and WARN for what was refused. */
const severities = {
  info: { severityNumber: 9, severityText: 'INFO' },
  warn: { severityNumber: 13, severityText: 'WARN' },
};

function logsData(read: readonly Read[], version: string): object {
  const [first] = read;
  const resource = {
    attributes: [attribute('service.name', 'parley'), attribute('service.instance.id', first?.exported.origin ?? '')],
  };
  const scope = { name: 'parley.audit', version };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: read.map(logRecord) }] }] };
}

function logRecord({ exported, entry }: Read): object {
  const nanos = `${entry.time}000000`;
  return {
    timeUnixNano: nanos,
    observedTimeUnixNano: nanos,
    ...(isRefusal(entry) ? severities.warn : severities.info),
    eventName: `parley.audit.${entry.type}`,
    body: { stringValue: fromUtf8(exported.bytes) ?? '' },
    attributes: [
      attribute('parley.audit.index', exported.index),
      ...Object.entries(entry.fields)
        .filter(([name]) => name !== 'v')
        .map(([name, value]) => attribute(`parley.audit.${name}`, value)),
    ],
  };
}

function attribute(key: string, value: unknown): object {
  return { key, value: anyValue(value) };
}

function anyValue(value: unknown): object {
  if (typeof value === 'boolean') return { boolValue: value };
  // 64-bit integers are strings in protobuf's JSON.
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { stringValue: typeof value === 'string' ? value : JSON.stringify(value) };
}

// ---- CloudEvents 1.0 (JSON format) --------------------------------------------------------------------

function cloudEvent({ exported, entry }: Read): object {
  const subject = textOf(entry, 'id');
  return {
    specversion: '1.0',
    id: String(exported.index),
    source: `urn:parley:${exported.origin}`,
    type: `parley.audit.${entry.type}.v1`,
    ...(subject === undefined ? {} : { subject }),
    time: new Date(entry.time).toISOString(),
    datacontenttype: 'application/json',
    data: entry.fields,
  };
}

// ---- OCSF 1.4, class API Activity (6003) with the profile security_control ---------------------------

const ocsf = { version: '1.4.0', category: 6, class: 6003, other: 99, informational: 1, medium: 3 };

function apiActivity({ exported, entry }: Read, version: string): object {
  const refused = isRefusal(entry);
  const reason = textOf(entry, 'reason');
  return {
    metadata: metadataOf({ exported, entry }, version),
    category_uid: ocsf.category,
    category_name: 'Application Activity',
    class_uid: ocsf.class,
    class_name: 'API Activity',
    activity_id: ocsf.other,
    activity_name: entry.type,
    type_uid: ocsf.class * 100 + ocsf.other,
    time: entry.time,
    severity_id: refused ? ocsf.medium : ocsf.informational,
    status_id: refused ? 2 : 1,
    status: refused ? 'Failure' : 'Success',
    ...(reason === undefined ? {} : { status_detail: reason }),
    // 1 allowed, 2 denied; 1 allowed, 2 blocked.
    action_id: refused ? 2 : 1,
    disposition_id: refused ? 2 : 1,
    ...partiesOf({ exported, entry }),
    unmapped: entry.fields,
  };
}

function metadataOf({ exported, entry }: Read, version: string): object {
  const id = textOf(entry, 'id');
  return {
    version: ocsf.version,
    profiles: ['security_control'],
    product: { name: 'Parley', vendor_name: 'Parley', version },
    uid: `${exported.origin}#${exported.index}`,
    sequence: exported.index,
    log_name: exported.origin,
    ...(id === undefined ? {} : { correlation_uid: id }),
  };
}

/** Who asked whom for what: of what came in the peer is the actor. */
function partiesOf({ exported, entry }: Read): object {
  const own = exported.origin.replace(/\/audit$/, '');
  const peer = textOf(entry, 'peer') ?? own;
  const [actor, service] = textOf(entry, 'direction') === 'in' ? [peer, own] : [own, peer];
  const resource = textOf(entry, 'resource');
  return {
    actor: { user: { uid: actor, type_id: ocsf.other, type: 'Agent' } },
    src_endpoint: { uid: actor, type_id: ocsf.other, type: 'Agent' },
    api: {
      operation: textOf(entry, 'action') ?? entry.type,
      service: { uid: service },
      request: { uid: textOf(entry, 'id') ?? String(exported.index) },
    },
    ...(resource === undefined ? {} : { resources: [{ name: resource }] }),
  };
}

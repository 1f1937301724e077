import { fromBase64url, toBase64url } from '../src/base/base.ts';
import {
  decodeLedger,
  encodeLedger,
  observationsOf,
  observe,
  recompute,
  type Ledger,
  type Published,
} from '../src/trust/trust.ts';

function ledgerIn({ evidence }: Published): Ledger {
  return decodeLedger(fromBase64url(evidence.ledger) ?? new Uint8Array(0));
}

/** How often the agent of a published score did well, by what the node saw itself. */
export function servicesIn(published: Published): number {
  const entries = [...ledgerIn(published).hours.values()].flat();
  return entries.reduce((sum, { outcome, count }) => sum + (outcome === 100 ? count : 0), 0);
}

/** The score that the formula gives after so many more requests that were in order, as of an hour: the published one when absent. */
export function forecast(published: Published, services: number, hour = published.hour): number {
  const seen = observationsOf({ kind: 'served', capabilityClass: '', hour });
  const more = Array.from({ length: services }, () => seen).flat();
  const ledger = toBase64url(encodeLedger(observe(ledgerIn(published), more)));
  const { evidence } = published;
  const organisationLedgers = evidence.organisationLedgers.map((each) => (each === evidence.ledger ? ledger : each));
  return recompute({ ...published, hour, evidence: { ...evidence, ledger, organisationLedgers } }).answer.score;
}

/** Requests in order that it takes to reach a score; at most a thousand. */
export function servicesNeeded(published: Published, score: number): number {
  let services = 0;
  while (services < 1000 && forecast(published, services) < score) services++;
  return services;
}

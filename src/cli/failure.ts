import { CommanderError } from 'commander';
import { isReason, MeshError, reasons, type ErrorCode } from '../base/base.ts';
import { ControlError } from '../control/control.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes of `parley`, the same for every command. */
const exitCodes = {
  /** It was done. */
  ok: 0,
  /** It failed, or was refused. */
  failed: 1,
  /** The command line or the configuration is wrong: nothing was tried. */
  usage: 2,
  /** No node is running here. */
  notRunning: 3,
} as const;

const codes: Partial<Readonly<Record<ErrorCode, number>>> = {
  'config-invalid': exitCodes.usage,
  'config-unreadable': exitCodes.usage,
  'policy-invalid': exitCodes.usage,
  'data-dir-missing': exitCodes.usage,
  'data-dir-exists': exitCodes.usage,
  'keyring-locked': exitCodes.usage,
  'keyring-permissions': exitCodes.usage,
  'credential-missing': exitCodes.usage,
  'request-invalid': exitCodes.usage,
  'node-too-old': exitCodes.usage,
  'not-running': exitCodes.notRunning,
};

/** Tells an error: what happened, why, what to do; in JSON when the reader is a program. Returns the exit code. */
export function tell(error: unknown, terminal: Terminal): number {
  // Commander has written its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const { code, message, reason } = described(error);
  if (terminal.json) {
    terminal.value({ error: { code, message, ...(reason === undefined ? {} : { reason }) } });
  } else {
    terminal.line(`${terminal.paint('red', 'error')} ${message} ${terminal.paint('dim', `[${code}]`)}`);
    if (reason !== undefined && isReason(reason)) terminal.line(`${reason}: ${reasons[reason]}`);
  }
  return codes[code] ?? exitCodes.failed;
}

interface Described {
  readonly code: ErrorCode;
  readonly message: string;
  readonly reason?: string | undefined;
}

function described(error: unknown): Described {
  if (error instanceof ControlError) return { code: error.code, message: error.message, reason: error.reason };
  if (error instanceof MeshError) return { code: error.code, message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message: `This should not happen; please report it. ${text}` };
}

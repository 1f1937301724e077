#!/usr/bin/env node
// This file must load on any Node since 18: it imports nothing of ours before it knows the version.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Program from './program.ts';

/** The oldest Node on which everything works: libp2p needs it. */
const needed: readonly [major: number, minor: number] = [22, 12];
/** Set for the Node that this one started, so that a wrong package cannot make a loop. */
const startedBy = 'PARLEY_STARTED_BY';
const usageExit = 2;
const forcedExit = 130;

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** The Node that npm put beside this package or above it (the package `node-<platform>-<arch>`). */
function findNode(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Runs the same command line under another Node, and ends as it does. */
function runUnder(node: string): void {
  // Before the start: a SIGTERM between start and handler would end this process and orphan the other.
  // The terminal gives SIGINT to both; a SIGTERM comes to this process alone.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], {
    // By the channel it hears when this process is gone without a word.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [startedBy]: process.version },
  });
  child.once('error', () => tooOld());
  child.once('exit', (code) => {
    process.exitCode = code ?? forcedExit;
  });
}

function tooOld(): void {
  const found = process.env[startedBy] === undefined ? '' : ` (started by ${process.env[startedBy]})`;
  const message = `Node ${process.version}${found} is too old: Parley needs ${needed.join('.')} or newer, because its network library does. Install a newer Node, or run \`npm install node-${process.platform}-${process.arch}\` beside this package.`;
  if (process.argv.includes('--json')) console.error(JSON.stringify({ error: { code: 'node-too-old', message } }));
  else console.error(`error ${message} [node-too-old]`);
  process.exitCode = usageExit;
}

/** The first signal asks to end, the second ends. */
function endingSignal(): AbortSignal {
  const ending = new AbortController();
  const onSignal = (): void => {
    if (ending.signal.aborted) process.exit(forcedExit);
    ending.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // The Node that started this one was killed: nobody is left who could ask this one to end.
  process.once('disconnect', () => ending.abort());
  process.channel?.unref();
  return ending.signal;
}

/** The program: the source when this is source, the bundle of packaging/bundle.mjs when this is compiled. */
const program = import.meta.url.endsWith('.ts') ? './program.ts' : '../program/program.js';

async function main(): Promise<void> {
  nodeModule.enableCompileCache?.();
  const signal = endingSignal();
  const { runCli, localNode }: typeof Program = await import(program);
  const { env, stdin, stdout, stderr } = process;
  // Whoever read our output has had enough, as `head` has.
  stdout.on('error', () => process.exit(0));
  const code = await runCli(
    process.argv.slice(2),
    { env, cwd: process.cwd(), stdin, stdout, stderr, node: localNode(env) },
    signal,
  );
  process.exitCode = code;
  // Everything is closed by now; something that a library forgot must not keep the process.
  setTimeout(() => process.exit(code), 500).unref();
}

if (isNewEnough(process.versions.node)) {
  await main();
} else {
  const node = process.env[startedBy] === undefined ? findNode() : undefined;
  if (node === undefined) tooOld();
  else runUnder(node);
}

import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Asker } from './http-load.ts';
import { InboxReader } from './inbox-reader.ts';
import { interleave, timeRow, type Row } from './measure.ts';
import { NodeFolder, rssOf, type BenchNode } from './mesh.ts';
import { runProcess, startProcess } from './process.ts';
import type { BareStreams } from './stream-peer.ts';

const messageBytes = 1024;
/** What a new process gets to come to rest before its memory is looked at, milliseconds. */
const restMs = 3000;

/** From the start of the process until the node says that it takes work, against an empty Node program. */
export async function readyRow(rounds: number): Promise<Row> {
  await using folder = await NodeFolder.create('ready');
  const emptyProgram = async (): Promise<readonly number[]> => {
    const started = performance.now();
    await runProcess(['-e', '0']);
    return [performance.now() - started];
  };
  const node = async (): Promise<readonly number[]> => {
    await using running = await folder.start();
    return [running.process.readyMs];
  };
  await node();
  return timeRow('node.ready', 'ms', await interleave(rounds, emptyProgram, node));
}

/** One synced append of 4 KiB to a file beside the nodes' folders: what every durable step waits for at least. */
export async function syncRow(rounds: number): Promise<Row> {
  const path = join(tmpdir(), `parley-bench-${process.pid}`);
  const page = Buffer.alloc(4096, 'x');
  await using file = await open(path, 'w');
  const times = async (): Promise<readonly number[]> => {
    const taken: number[] = [];
    for (let i = 0; i < 50; i++) {
      const started = performance.now();
      await file.write(page);
      await file.datasync();
      taken.push(performance.now() - started);
    }
    return taken;
  };
  const row = timeRow('disk.sync', 'ms', await interleave(rounds, async () => [], times));
  await rm(path);
  return row;
}

/** Memory of a node at rest, against an empty Node program. */
export async function rssRow(): Promise<Row> {
  await using folder = await NodeFolder.create('rss');
  const node = async (): Promise<readonly number[]> => {
    await using running = await folder.start();
    await delay(restMs);
    return [await running.rss()];
  };
  const emptyProgram = async (): Promise<readonly number[]> => {
    await using running = await startProcess(['-e', 'console.log(0);setInterval(()=>0,1e6)']);
    await delay(restMs);
    return [await rssOf(running.pid)];
  };
  return timeRow('node.rss', 'MB', await interleave(2, emptyProgram, node));
}

/**
 * From an invitation in hand to the first message in the other's inbox: the join, connection, IATP, prekeys,
 * KNOCK and key agreement, one message; against a bare connection with one round trip.
 */
export async function sessionRow(host: BenchNode, bare: BareStreams, rounds: number): Promise<Row> {
  await bare.firstAnswer(messageBytes);
  await firstMessage(host);
  return timeRow(
    'session.open',
    'ms',
    await interleave(
      rounds,
      async () => [await bare.firstAnswer(messageBytes)],
      async () => [await firstMessage(host)],
    ),
  );
}

async function firstMessage(host: BenchNode): Promise<number> {
  await using folder = await NodeFolder.create('newcomer');
  await using newcomer = await folder.start();
  const { code } = await host.client.invite();
  using asker = new Asker(2);
  const reader = await InboxReader.start(host, asker);
  const came = reader.next();
  const started = performance.now();
  const { alias } = await newcomer.client.join(code);
  await newcomer.client.send({ to: alias, body: Buffer.alloc(messageBytes, 'x') });
  await came;
  const ms = performance.now() - started;
  await reader.clear();
  return ms;
}

import { pino } from 'pino';

const levelNames: ReadonlyMap<unknown, string> = new Map(
  Object.entries(pino.levels.labels).map(([n, name]) => [Number(n), name]),
);

/** Log lines for a person at a terminal: time, level, message, then what belongs to it. */
export const prettyStream = {
  write(line: string): void {
    const { time, level, msg, node, err, ...rest }: Record<string, unknown> = JSON.parse(line);
    const facts = Object.entries(rest).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    const clock = typeof time === 'string' ? time.slice(11, 23) : '';
    const failure = err === undefined ? '' : `\n  ${JSON.stringify(err)}`;
    const name = (levelNames.get(level) ?? '').padEnd(5);
    process.stderr.write(`${clock} ${name} ${String(node)}: ${[String(msg), ...facts].join(' ')}${failure}\n`);
  },
};

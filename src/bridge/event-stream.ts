import { limits, utf8 } from '../base/base.ts';

/** What takes the place of a message of an answer: itself, another, or undefined when it must not be shown. */
export type ChangeMessage = (message: Uint8Array) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** An event with the blank line that ends it. Lines end in CR, LF or both (HTML, 9.2.5), and no reader may see events that this one does not. */
const eventPattern = /^[^]*?(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)/;
const lineEnd = /\r\n|\n|\r/;
const dataLine = /^data(?:: ?|$)/;
const byteOrderMark = '\u{feff}';

/**
 * An event stream with the message of each event replaced by what `change` makes of it; events without one pass as
 * they are. Undefined from `change`, or an event over the size of a message, ends the stream with an error by `fail`.
 * An event that the stream breaks off in is dropped when it has a message, as readers drop it.
 */
export async function* changeEvents(
  body: AsyncIterable<Uint8Array>,
  change: ChangeMessage,
  fail: () => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(undefined, { ignoreBOM: true });
  let rest = '';
  let isFirst = true;
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > limits.maxBodyBytes) throw fail();
    for (let event = eventPattern.exec(rest)?.[0]; event !== undefined; event = eventPattern.exec(rest)?.[0]) {
      rest = rest.slice(event.length);
      const changed = await changedEvent(event, isFirst, change);
      isFirst = false;
      if (changed === undefined) throw fail();
      yield changed;
    }
  }
  if (rest !== '' && dataOf(rest, isFirst).length === 0) yield utf8(rest);
}

/** The lines of an event. A byte order mark is taken off the beginning of a stream: after it a reader sees a field. */
function linesOf(event: string, isFirst: boolean): readonly string[] {
  return (isFirst && event.startsWith(byteOrderMark) ? event.slice(1) : event).split(lineEnd);
}

function dataOf(event: string, isFirst: boolean): readonly string[] {
  const lines = linesOf(event, isFirst).filter((line) => dataLine.test(line));
  return lines.map((line) => line.replace(dataLine, ''));
}

async function changedEvent(event: string, isFirst: boolean, change: ChangeMessage): Promise<Uint8Array | undefined> {
  const data = dataOf(event, isFirst);
  if (data.join('') === '') return utf8(event);
  const message = utf8(data.join('\n'));
  const changed = await change(message);
  if (changed === undefined) return undefined;
  if (changed === message) return utf8(event);
  const others = linesOf(event, isFirst).filter((line) => line !== '' && !dataLine.test(line));
  const shown = Buffer.from(changed).toString('utf8').split('\n');
  return utf8([...others, ...shown.map((line) => `data: ${line}`), '', ''].join('\n'));
}

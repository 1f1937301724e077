import type { StepReport, Watcher } from './play.ts';
import { table, type Paint, type Screen } from './table.ts';

/** The table of all steps, and in the last line how it went. */
export function reportLines(reports: readonly StepReport[], paint: Paint): readonly string[] {
  const rows = reports.map(({ name, ok, ms, detail }) => {
    const [first = '', ...more] = detail.split('\n');
    return { row: [ok ? paint('green', 'ok') : paint('red', 'FAILED'), name, ms, first], more };
  });
  const lines = table([
    ['', paint('bold', 'step'), paint('bold', 'ms'), paint('bold', 'what was seen')],
    ...rows.map(({ row }) => row),
  ]);
  const passed = reports.filter(({ ok }) => ok).length;
  const ms = reports.reduce((sum, report) => sum + report.ms, 0);
  const summary = `${passed} of ${reports.length} steps passed in ${(ms / 1000).toFixed(1)} s.`;
  return [
    ...lines.flatMap((line, index) => [line, ...(rows[index - 1]?.more ?? []).map((text) => `    ${text}`)]),
    '',
    paint(passed === reports.length ? 'green' : 'red', summary),
  ];
}

/** Shows on a terminal which step runs; says nothing elsewhere. */
export function progressOn(screen: Screen, paint: Paint): Watcher & { clear(): void } {
  const show = (text: string): void => {
    if (screen.isTTY === true) screen.write(`\r\u001b[K${text}`);
  };
  return {
    begun: (name) => show(paint('dim', `${name} ...`)),
    ended: ({ name, ok }) => show(ok ? paint('dim', `${name}: ok`) : paint('red', `${name}: failed`)),
    clear: () => show(''),
  };
}

/** Bars in groups, and how they are read. */
export interface Chart {
  readonly title: string;
  /** What the height of a bar is, with its unit. */
  readonly unit: string;
  readonly groups: readonly { readonly name: string; readonly bars: readonly number[] }[];
  /** The names of the bars of every group. */
  readonly series: readonly string[];
}

const colours = ['#9aa4b2', '#d98b3a', '#7f9f6a', '#2f5fa8', '#8a5fa8'];
const bar = { width: 14, gap: 4, groupGap: 26 };
const frame = { left: 56, top: 58, bottom: 58, right: 16, height: 220 };

const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A chart as SVG, the same for the same numbers. */
export function svgOf({ title, unit, groups, series }: Chart): string {
  const most = Math.max(...groups.flatMap(({ bars }) => bars));
  const step = [5, 10, 20, 50, 100, 200].find((each) => most / each <= 6) ?? 500;
  const top = Math.ceil(most / step) * step;
  const y = (value: number): number => Math.round(frame.top + frame.height * (1 - value / top));
  const groupWidth = series.length * (bar.width + bar.gap) + bar.groupGap;
  const width = frame.left + groups.length * groupWidth + frame.right;
  const height = frame.top + frame.height + frame.bottom;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${frame.left}" y="18" font-size="13" font-weight="bold">${text(title)}</text>`,
  ];
  let at = frame.left;
  for (const [i, name] of series.entries()) {
    lines.push(`<rect x="${at}" y="28" width="10" height="10" fill="${colours[i] ?? '#000'}"/>`);
    lines.push(`<text x="${at + 14}" y="37">${text(name)}</text>`);
    at += 30 + name.length * 6;
  }
  for (let value = 0; value <= top; value += step) {
    lines.push(`<path d="M${frame.left} ${y(value)}H${width - frame.right}" stroke="#ddd"/>`);
    lines.push(`<text x="${frame.left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`);
  }
  lines.push(`<text x="${frame.left - 40}" y="${frame.top - 8}">${text(unit)}</text>`);
  for (const [g, group] of groups.entries()) {
    const left = frame.left + bar.groupGap / 2 + g * groupWidth;
    for (const [i, value] of group.bars.entries()) {
      const [x, upper] = [left + i * (bar.width + bar.gap), y(value)];
      const shown = value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
      const foot = frame.top + frame.height;
      lines.push(
        `<rect x="${x}" y="${upper}" width="${bar.width}" height="${foot - upper}" fill="${colours[i] ?? '#000'}"/>`,
      );
      lines.push(`<text x="${x + 7}" y="${upper - 3}" font-size="8" text-anchor="middle">${shown}</text>`);
    }
    const middle = left + (groupWidth - bar.groupGap) / 2;
    for (const [n, line] of group.name.split('\n').entries()) {
      const base = frame.top + frame.height + 16 + 13 * n;
      lines.push(`<text x="${middle}" y="${base}" text-anchor="middle">${text(line)}</text>`);
    }
  }
  return `${lines.join('\n')}\n</svg>\n`;
}

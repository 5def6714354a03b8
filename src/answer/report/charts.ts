/** Figures as SVG: lengths are attributes, a title says the finding, a table stands beside each. */
import type { AccessAnswer, Duty } from '../../model/index.ts';
import { daysUntil } from '../days.ts';
import { escapeHtml, longDate } from './html.ts';

const WIDTH = 800;
const LEFT = 106;
const RIGHT = 8;
const LANE = 36;
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
const dayAndClock = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const LANES = [
  { name: 'Sign-in', kinds: ['sign-in', 'sign-in-failed'] },
  {
    name: 'Mail',
    kinds: ['bind', 'sync', 'send', 'move', 'create', 'update', 'soft-delete', 'hard-delete', 'attachment', 'search', 'export'],
  },
  {
    name: 'Rules and apps',
    kinds: ['rule', 'forwarding', 'consent', 'permission', 'transport-rule', 'app-change', 'audit-config', 'device', 'mfa-change', 'role'],
  },
  { name: 'Our actions', kinds: ['password', 'revoke'] },
] as const;

/** What the intruder did, and what was done against it, on one axis of the window. Empty without a window. */
export function timelineFigure(answer: AccessAnswer): string {
  const { start, end } = answer.window;
  const entries = answer.timeline.filter(({ label, kind }) => label === 'intruder' || kind === 'password' || kind === 'revoke');
  if (start === undefined || entries.length === 0) return '';
  const last = Math.max(end ?? start, ...entries.map(({ to }) => to));
  const pad = Math.max(600_000, (last - start) * 0.08);
  const [from, to] = [start - pad, last + pad];
  const x = (ms: number): number => LEFT + ((Math.min(Math.max(ms, from), to) - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const top = 36;
  const height = top + LANES.length * LANE + 12;
  const lanes = LANES.map(({ name, kinds }, index) => {
    const y = top + index * LANE + 20;
    const marks = entries
      .filter(({ kind }) => (kinds as readonly string[]).includes(kind))
      .map((entry) => mark(entry.kind, x(entry.at), x(entry.to), y, `${entry.title}, ${dayAndClock(entry.at)} UTC`));
    return `<text x="0" y="${y + 4}">${name}</text><path d="M${LEFT} ${y}L${WIDTH - RIGHT} ${y}" class="grid"/>${marks.join('')}`;
  });
  const title = `From ${dayAndClock(start)} to ${end === undefined ? 'an end that is not proven' : dayAndClock(end)} UTC`;
  const rows = entries.map(
    ({ at, title: what, records }) =>
      `<tr><th scope="row" class="nowrap">${dayAndClock(at)}</th><td>${escapeHtml(what)}</td><td>${escapeHtml(records.slice(0, 3).join(', '))}${records.length > 3 ? ` and ${records.length - 3} more` : ''}</td></tr>`,
  );
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Timeline"><svg class="ch" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(`${title}: ${entries.length} entries; the table below lists each.`)}">
<rect x="${x(start).toFixed(1)}" y="${top - 8}" width="${Math.max(1, x(end ?? last) - x(start)).toFixed(1)}" height="${LANES.length * LANE + 8}" class="shade"/>
<text x="${x(start).toFixed(1)}" y="22" class="b mid">${clock(start)} in</text>${end === undefined ? '' : `<text x="${x(end).toFixed(1)}" y="22" class="o mid">${clock(end)} out</text>`}
${lanes.join('\n')}
</svg></div>
<details class="twin"><summary>Show as table</summary><table><thead><tr><th scope="col">UTC</th><th scope="col">What</th><th scope="col">Records</th></tr></thead><tbody>${rows.join('')}</tbody></table></details></figure>\n`;
}

function mark(kind: string, from: number, to: number, y: number, title: string): string {
  const name = `<title>${escapeHtml(title)}</title>`;
  if (kind === 'sync')
    return `<rect x="${from.toFixed(1)}" y="${y - 6}" width="${Math.max(8, to - from).toFixed(1)}" height="12" class="presumed" fill="url(#p-presumed)">${name}</rect>`;
  if (kind === 'bind')
    return `<rect x="${from.toFixed(1)}" y="${y - 6}" width="${Math.max(4, to - from).toFixed(1)}" height="12" class="accessed">${name}</rect>`;
  if (kind === 'sign-in-failed') return `<circle cx="${from.toFixed(1)}" cy="${y}" r="4" class="hollow">${name}</circle>`;
  return `<circle cx="${from.toFixed(1)}" cy="${y}" r="5" class="${kind === 'password' || kind === 'revoke' ? 'act' : 'badf'}">${name}</circle>`;
}

/** Messages by folder and verdict, one linear scale. */
export function folderFigure(rows: readonly { readonly folder: string; readonly verdicts: Readonly<Record<string, number>> }[]): string {
  if (rows.length === 0) return '';
  const most = Math.max(1, ...rows.map(({ verdicts }) => Object.values(verdicts).reduce((a, b) => a + b, 0)));
  const from = 180;
  const scale = (WIDTH - from - 90) / most;
  const height = rows.length * 26 + 24;
  const order = ['accessed', 'presumed', 'possible', 'unassessed', 'excluded'] as const;
  const lines = rows.map(({ folder, verdicts }, index) => {
    const y = 22 + index * 26;
    let at = from;
    const pieces = order.map((verdict) => {
      const value = verdicts[verdict] ?? 0;
      if (value === 0) return '';
      const width = Math.max(4, value * scale);
      const piece = `<rect x="${at.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="13" class="${verdict}"${verdict === 'presumed' ? ' fill="url(#p-presumed)"' : ''}><title>${value} ${verdict}</title></rect>`;
      at += width + 1;
      return piece;
    });
    const words = order
      .filter((verdict) => (verdicts[verdict] ?? 0) > 0)
      .map((verdict) => `${verdicts[verdict]} ${verdict}`)
      .join(' · ');
    return `<text x="0" y="${y + 10}">${escapeHtml(folder.slice(-26))}</text>${pieces.join('')}<text x="${(at + 6).toFixed(1)}" y="${y + 10}">${words}</text>`;
  });
  return `<figure><figcaption>Messages by folder and verdict</figcaption><div class="scroll" tabindex="0" role="region" aria-label="Folders by verdict"><svg class="ch" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Messages of each folder by verdict.">${lines.join('\n')}</svg></div><p class="src">Filled: accessed. Striped: presumed. Hollow: possible. Bars are drawn to one scale; a mark is never thinner than 4 px.</p></figure>\n`;
}

/** Due dates and planned days on one axis from the day of discovery. */
export function dutyFigure(duties: readonly Duty[], asOf: string): string {
  const open = duties.filter(({ due, state }) => due !== '' && state !== 'not-required' && state !== 'undecided');
  const days = [...new Set(open.map(({ due }) => due))].sort((a, b) => (a < b ? -1 : 1));
  const starts = open
    .map(({ triggerDate }) => triggerDate)
    .filter((date) => date !== '')
    .sort((a, b) => (a < b ? -1 : 1));
  const [first] = starts;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return '';
  const span = Math.max(1, daysUntil(first, last > asOf ? last : asOf));
  const x = (date: string): number => 20 + (Math.max(0, daysUntil(first, date)) / span) * (WIDTH - 220);
  const rows = days.map((due, index) => {
    const y = 58 + index * 26;
    const who = [
      ...new Set(open.filter((duty) => duty.due === due).map(({ recipient, jurisdiction }) => `${recipient} ${jurisdiction}`)),
    ].join(', ');
    return `<path d="M20 ${y}L${x(due).toFixed(1)} ${y}" class="grid"/><circle cx="${x(due).toFixed(1)}" cy="${y}" r="5" class="warnf"/><text x="${Math.min(x(due) + 10, WIDTH - 330).toFixed(1)}" y="${y - 6}"><tspan class="s">${longDate(due)}</tspan> ${escapeHtml(who)}</text>`;
  });
  const height = 58 + days.length * 26 + 14;
  return `<figure><figcaption>${escapeHtml(days.length === 1 ? `All dates end on ${longDate(last)}` : `The first date is ${longDate(days[0] ?? last)}`)}</figcaption><div class="scroll" tabindex="0" role="region" aria-label="Duties on one time axis"><svg class="ch" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Due dates; the table below lists each.">
<path d="M${x(asOf).toFixed(1)} 20L${x(asOf).toFixed(1)} ${height}" class="inkl"/><text x="${x(asOf).toFixed(1)}" y="14" class="s mid">${longDate(asOf)}</text><text x="20" y="34">${longDate(first)}</text>
${rows.join('\n')}</svg></div></figure>\n`;
}

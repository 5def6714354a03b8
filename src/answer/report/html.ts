/** Small makers of HTML. Every text from outside is escaped here; nothing else writes `<`. */

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** 69,589. */
export function count(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

export const things = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** A number with the id that `explain` takes. */
export const numberLink = (id: string, value: number): string => `<a class="n" href="#${escapeHtml(id)}">${count(value)}</a>`;

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** 2022-06-04 → 4 June 2022. */
export function longDate(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split('-');
  return year === undefined || month === undefined || day === undefined
    ? iso
    : `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
}

/** A table; the first cell of each row is its header. Cells are HTML already. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[], foot?: readonly string[]): string {
  const cell = (tag: string, html: string, column: Column | undefined, scope = ''): string =>
    `<${tag}${scope}${column?.isNumber === true ? ' class="num"' : ''}>${html}</${tag}>`;
  const head = columns.map((column) => cell('th', escapeHtml(column.head), column, ' scope="col"')).join('');
  const line = (cells: readonly string[]): string =>
    `<tr>${cells.map((html, index) => (index === 0 ? cell('th', html, columns[index], ' scope="row"') : cell('td', html, columns[index]))).join('')}</tr>`;
  const footer = foot === undefined ? '' : `<tfoot>${line(foot)}</tfoot>`;
  return `<div class="scroll fit" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${rows.map(line).join('\n')}</tbody>${footer}</table></div>\n`;
}

/** A bar beside a number; 100 units wide. */
export function bar(share: number): string {
  return `<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="fill" width="${(100 * Math.min(1, share)).toFixed(2)}" height="10"/></svg>`;
}

export const verdictMark = (verdict: string): string =>
  `<span class="v v-${escapeHtml(verdict)}"><svg class="g" aria-hidden="true"><use href="#g-${escapeHtml(verdict)}"/></svg>${escapeHtml(verdict)}</span>`;

export const section = (index: number, title: string, body: string): string =>
  `<section id="s${index}" aria-labelledby="h-s${index}">\n<h2 id="h-s${index}"><span class="no">${index}</span> ${escapeHtml(title)}</h2>\n${body}</section>\n`;

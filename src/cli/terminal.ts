/** Colour by the eight of the terminal's own theme, and numbers for people. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

const code =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001B[${open}m${text}\u001B[${close}m`;
const plainly = (text: string): string => text;

export function paintFor(stream: { readonly isTTY?: boolean }, flags: ReadonlySet<string>): Paint {
  const hasColour =
    stream.isTTY === true && !flags.has('no-color') && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  if (!hasColour) return { bold: plainly, dim: plainly, red: plainly, yellow: plainly, green: plainly };
  return { bold: code(1, 22), dim: code(2, 22), red: code(31, 39), yellow: code(33, 39), green: code(32, 39) };
}

/** 69,589. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

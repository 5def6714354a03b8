/**
 * Network addresses as logs write them, spec/access.md 1.5 T8: with port, in brackets, mapped, with a zone. Loopback, private and
 * link-local addresses are no address: they are hops inside the service and would make a false "session moved".
 */
import { MICROSOFT_CLOUD_BLOCKS, MICROSOFT_SERVICE_BLOCKS } from '../rules.ts';

export interface Address {
  readonly ip?: string;
  readonly port?: number;
}

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The address in one spelling, with its port when there is one; without `ip` when the text holds no public address. */
export function readAddress(raw: string): Address {
  let text = raw.trim();
  let port: number | undefined;
  const bracket = /^\[([^\]]{1,64})\](?::(\d{1,5}))?$/.exec(text);
  if (bracket !== null) {
    text = bracket[1] ?? '';
    if (bracket[2] !== undefined) port = Number(bracket[2]);
  } else {
    const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(text);
    if (withPort !== null) {
      text = withPort[1] ?? '';
      port = Number(withPort[2]);
    }
  }
  text = text.replace(/%.*$/, '').toLowerCase();
  const ip = canonical(text);
  if (ip === undefined || !isPublic(ip)) return {};
  return port === undefined ? { ip } : { ip, port };
}

function canonical(text: string): string | undefined {
  const v4 = V4.exec(text);
  if (v4 !== null) {
    const parts = v4.slice(1).map(Number);
    return parts.every((part) => part <= 255) ? parts.join('.') : undefined;
  }
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text);
  if (mapped !== null) return canonical(mapped[1] ?? '');
  const groups = groupsOf(text);
  return groups === undefined ? undefined : shortest(groups);
}

/** The eight groups of an IPv6 address. */
function groupsOf(text: string): number[] | undefined {
  if (!/^[0-9a-f:]{2,39}$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const read = (half: string | undefined): number[] =>
    half === undefined || half === '' ? [] : half.split(':').map((part) => (/^[0-9a-f]{1,4}$/.test(part) ? parseInt(part, 16) : NaN));
  const head = read(halves[0]);
  const tail = read(halves[1]);
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 1) return undefined;
  const groups = [...head, ...Array.from({ length: zeros }, () => 0), ...tail];
  return groups.some(Number.isNaN) ? undefined : groups;
}

/** [RFC 5952] 4: longest run of zero groups shortened, the first of equals. */
function shortest(groups: readonly number[]): string {
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i += 1) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length += 1;
    if (length > best.length) best = { at: i, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

/** The address as a number of 32 or 128 bits. */
function bits(ip: string): { readonly value: bigint; readonly width: 32 | 128 } | undefined {
  const v4 = V4.exec(ip);
  if (v4 !== null) return { value: v4.slice(1).reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), width: 32 };
  const groups = groupsOf(ip);
  return groups === undefined ? undefined : { value: groups.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n), width: 128 };
}

interface Block {
  readonly value: bigint;
  readonly shift: bigint;
  readonly width: 32 | 128;
}

function block(cidr: string): Block {
  const [ip = '', length = ''] = cidr.split('/');
  const read = bits(ip);
  const width = read?.width ?? 32;
  const shift = BigInt(width - Number(length));
  return { value: (read?.value ?? 0n) >> shift, shift, width };
}

const PRIVATE = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::/127',
  'fc00::/7',
  'fe80::/10',
].map(block); // [RFC 6890]
const SERVICE = MICROSOFT_SERVICE_BLOCKS.map(block);
const CLOUD = MICROSOFT_CLOUD_BLOCKS.map(block);

function within(ip: string, blocks: readonly Block[]): boolean {
  const read = bits(ip);
  return read !== undefined && blocks.some((one) => one.width === read.width && read.value >> one.shift === one.value);
}

function isPublic(ip: string): boolean {
  return !within(ip, PRIVATE);
}

/** Memory of answers: one address stands in thousands of rows. Bounded, because evidence decides how many there are. */
const KNOWN_MAX = 50_000;
const known = new Map<string, 'service' | 'cloud' | 'no'>();

/** `service`: an address of the mail service itself. `cloud`: of a data centre of the vendor, where anybody may rent a machine. */
export function microsoftAddress(ip: string): 'service' | 'cloud' | 'no' {
  const before = known.get(ip);
  if (before !== undefined) return before;
  const answer = within(ip, SERVICE) ? 'service' : within(ip, CLOUD) ? 'cloud' : 'no';
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(ip, answer);
  return answer;
}

/** Network of an address: /24, or /48 for IPv6 (spec/access.md 3.4). */
export function addressPrefix(ip: string): string {
  const v4 = V4.exec(ip);
  if (v4 !== null) return `${v4[1]}.${v4[2]}.${v4[3]}.0/24`;
  return `${(groupsOf(ip) ?? [])
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(':')}::/48`;
}

/**
 * Words that may be the password of a locked file: from messages near it in time that share a correspondent and speak of a
 * password. Each is only tried; a success is proven by the format's own check. spec/ingest.md 6.
 */
import { byText } from '../../kernel/index.ts';
import type { MessageHeaders } from '../../model/index.ts';
import { readText } from '../../store/index.ts';
import type { RunContext } from '../context.ts';
import type { ContentRecord } from '../reading/jobs.ts';

const DAYS_NEAR_MS = 30 * 86_400_000;
const WORD_MIN = 4;
const WORD_MAX = 64;
/** What follows the keyword: the rest of its line and the next. */
const SPEAKS = /(?:pass ?(?:word|code|phrase)?|pwd|\bpw\b|\bkey\b|contrase[ñn]a|\bclave\b)[^\n]{0,160}(?:\n[^\n]{0,80}){0,2}/giu;
const MATCHES_MAX = 20;

/** Distinct words, those of the nearest messages first. */
export function threadPasswords(context: RunContext): string[] {
  const locked = context.db.all(
    `SELECT DISTINCT m.record FROM content c JOIN found f ON f.source = c.fetch_source AND f.path = c.fetch_path
     JOIN content m ON m.content = f.content WHERE c.state = 'encrypted' AND m.record IS NOT NULL`,
  );
  const asked = locked.flatMap((row) => headersOf(row['record']) ?? []);
  if (asked.length === 0) return [];
  const owners = new Set(context.config.mailboxes.flatMap(({ owner }) => owner.emails.map((email) => email.toLowerCase())));
  const words = new Map<string, number>();
  for (const row of context.db.each(
    'SELECT record, pack, offset, length, text_sha256 FROM content WHERE pack IS NOT NULL AND record IS NOT NULL ORDER BY content',
  )) {
    const headers = headersOf(row['record']);
    const distance = headers === undefined ? undefined : nearness(headers, asked, owners);
    if (distance === undefined) continue;
    const text = readText(context.layout.texts, {
      pack: String(row['pack']),
      offset: Number(row['offset']),
      length: Number(row['length']),
      sha256: String(row['text_sha256']),
    });
    for (const word of spokenWords(text)) words.set(word, Math.min(words.get(word) ?? Number.POSITIVE_INFINITY, distance));
  }
  return [...words].sort(([a, x], [b, y]) => x - y || byText(a, b)).map(([word]) => word);
}

function headersOf(record: unknown): MessageHeaders | undefined {
  return typeof record === 'string' ? (JSON.parse(record) as ContentRecord).headers : undefined; // our own JSON
}

/** Milliseconds to the nearest message with a locked file that shares a correspondent beside the mailbox's owner. */
function nearness(headers: MessageHeaders, asked: readonly MessageHeaders[], owners: ReadonlySet<string>): number | undefined {
  const people = correspondents(headers, owners);
  const distances = asked.flatMap((other) => {
    if (headers.date === undefined || other.date === undefined) return [];
    const distance = Math.abs(headers.date - other.date);
    const shares = [...correspondents(other, owners)].some((email) => people.has(email));
    return distance <= DAYS_NEAR_MS && shares ? [distance] : [];
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}

function correspondents({ from, to, cc }: MessageHeaders, owners: ReadonlySet<string>): Set<string> {
  return new Set([...from, ...to, ...cc].map(({ email }) => email.toLowerCase()).filter((email) => email !== '' && !owners.has(email)));
}

/** Tokens behind a word for password that look like one: quoted, or with a digit, a sign or capitals inside. */
export function spokenWords(text: string): string[] {
  const words: string[] = [];
  let matches = 0;
  for (const [match] of text.matchAll(SPEAKS)) {
    if ((matches += 1) > MATCHES_MAX) break;
    for (const [, quoted] of match.matchAll(/["“'‘]([^"”'’\n]{4,64})["”'’]/gu)) if (quoted !== undefined) words.push(quoted);
    for (const token of match.split(/\s+/u)) {
      const word = token.replace(/^["“'‘(<[]+|["”'’)>\],;:]+$/gu, '');
      for (const form of [word, word.replace(/[.!?]+$/u, '')]) {
        const isMixed = /\d/u.test(form) || /[^\p{L}\p{N}'’.-]/u.test(form) || /\p{Ll}\p{Lu}/u.test(form);
        if (form.length >= WORD_MIN && form.length <= WORD_MAX && isMixed) words.push(form);
      }
    }
  }
  return [...new Set(words)];
}

/**
 * Development figures for names: recall and precision by overlap on the labelled hand-outs, hard negatives that fire, and what
 * fires on mail without patients. `node score/names.ts [set …]`. Spec/detection.md 11. Never a claim: these sets may be tuned on.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { detectDocument } from '../src/detect/index.ts';
import type { Document } from '../src/model/index.ts';
import { contentId } from '../src/model/index.ts';

const SHARED = process.env['POSTBREACH_SHARED'] ?? join(import.meta.dirname, '../../shared');
/** Gold labels of a set that are names of persons. */
const NAME_LABELS: Readonly<Record<string, readonly string[]>> = {
  'asq-phi': ['NAME'],
  meddocan: ['NOMBRE_SUJETO_ASISTENCIA', 'NOMBRE_PERSONAL_SANITARIO'],
  'presidio-synth-v2': ['PERSON'],
  'presidio-generated-large': ['PERSON'],
  wnut17: ['person'],
  lifebench: ['PERSON'],
};
const P_MIN = Number(process.env['P_MIN'] ?? 0.5);
const SHOW = Number(process.env['SHOW'] ?? 0);

interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}
interface Gold {
  readonly id: string;
  readonly text: string;
  readonly spans: readonly Span[];
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly p: number;
  readonly dismissedBy?: string;
  readonly roles: Readonly<Record<string, number>>;
  readonly because: readonly string[];
}

/** Offsets come as bytes and are turned into units of the text. */
function personsOf(text: string, isMessage: boolean): readonly Found[] {
  const document: Document = {
    content: contentId('0'),
    reader: 'score/1',
    mediaType: 'text/plain',
    text,
    blocks: [],
    threads: [],
    grids: [],
    fields: [],
    sourceMap: [],
    isMessage,
  };
  const bytes = Buffer.from(text);
  const unit = (byte: number): number => (bytes.length === text.length ? byte : bytes.toString('utf8', 0, byte).length);
  return detectDocument(document).persons.map(({ start, end, p, dismissedBy, roles, because }) => ({
    start: unit(start),
    end: unit(end),
    p,
    roles,
    because,
    ...(dismissedBy === undefined ? {} : { dismissedBy }),
  }));
}

function readSet(set: string): Gold[] {
  const path = join(SHARED, 'data/phi', set, 'handout/docs.jsonl.gz');
  if (!existsSync(path)) return [];
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toUnits(JSON.parse(line) as Gold));
}

/** Gold offsets are code points. */
function toUnits(gold: Gold): Gold {
  if (!/[\ud800-\udbff]/.test(gold.text)) return gold;
  const at: number[] = [0];
  for (const char of gold.text) at.push((at.at(-1) ?? 0) + char.length);
  return { ...gold, spans: gold.spans.map((span) => ({ ...span, start: at[span.start] ?? span.start, end: at[span.end] ?? span.end })) };
}

function scoreSet(set: string): void {
  const docs = readSet(set);
  if (docs.length === 0) return console.log(`${set}: absent, skipped`);
  const wanted = NAME_LABELS[set] ?? [];
  let gold = 0;
  let hit = 0;
  let exact = 0;
  let found = 0;
  let right = 0;
  let negatives = 0;
  let firing = 0;
  let units = 0;
  const missed: string[] = [];
  const wrong: string[] = [];
  const started = performance.now();
  for (const doc of docs) {
    units += doc.text.length;
    const persons = personsOf(doc.text, false).filter((person) => person.p >= P_MIN && person.dismissedBy === undefined);
    const names = doc.spans.filter((span) => wanted.includes(span.label) && span.start >= 0);
    gold += names.length;
    for (const span of names) {
      const over = persons.filter((person) => person.start < span.end && span.start < person.end);
      if (over.length > 0) hit += 1;
      else missed.push(`${doc.id} ${JSON.stringify(doc.text.slice(Math.max(0, span.start - 30), span.end + 20))}`);
      if (over.some((person) => strip(doc.text.slice(person.start, person.end)) === strip(doc.text.slice(span.start, span.end))))
        exact += 1;
    }
    found += persons.length;
    for (const person of persons) {
      if (names.some((span) => person.start < span.end && span.start < person.end)) right += 1;
      else
        wrong.push(
          `${doc.id} ${person.p.toFixed(2)} ${JSON.stringify(doc.text.slice(Math.max(0, person.start - 25), person.start))}[${doc.text.slice(person.start, person.end)}]${JSON.stringify(doc.text.slice(person.end, person.end + 20))} ${person.because.join()}`,
        );
    }
    if (doc.spans.length === 0) {
      negatives += 1;
      if (persons.length > 0) firing += 1;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const share = (a: number, b: number): string => (b === 0 ? '–' : (a / b).toFixed(4));
  console.log(
    `${set}: docs ${docs.length} gold ${gold} recall ${share(hit, gold)} exact ${share(exact, gold)} precision ${share(right, found)} (${found - right} others) negatives firing ${firing}/${negatives} ${(units / 1e6 / seconds).toFixed(2)} MB/s`,
  );
  for (const line of missed.slice(0, SHOW)) console.log('  missed', line);
  for (const line of wrong.slice(0, SHOW)) console.log('  wrong', line);
}

const strip = (text: string): string => text.replace(/^(?:(?:dra?|mrs?|ms|miss|prof|sra?)\.? )+/i, '').replace(/[.,;:'’s\s]+$/, '');

function scoreMail(): void {
  const zip = join(SHARED, 'data/mail/spamassassin.zip');
  if (!existsSync(zip)) return console.log('spamassassin: absent, skipped');
  const all = execFileSync('unzip', ['-p', zip], { maxBuffer: 1 << 28 }).toString('latin1');
  // One text a message, without its header: names there are the sender's.
  const bodies = all.split(/^(?=From |Return-Path:)/m).map((message) => message.slice(Math.max(0, message.search(/\n\n/))));
  let units = 0;
  let sure = 0;
  let subjects = 0;
  let any = 0;
  const shown: string[] = [];
  const started = performance.now();
  for (const body of bodies) {
    units += body.length;
    for (const person of personsOf(body, true)) {
      if (person.dismissedBy !== undefined) continue;
      if (person.p >= 0.5) any += 1;
      if (person.p < 0.9) continue;
      sure += 1;
      const top = Object.entries(person.roles).sort((a, b) => b[1] - a[1])[0];
      if (top?.[0] === 'subject' && top[1] >= 2) {
        subjects += 1;
        shown.push(
          `${person.p.toFixed(2)} ${JSON.stringify(body.slice(Math.max(0, person.start - 30), person.start))}[…]${JSON.stringify(body.slice(person.end, person.end + 25))} ${person.because.join()}`,
        );
      }
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const perMb = (n: number): string => ((n / units) * 1e6).toFixed(1);
  console.log(
    `spamassassin: ${(units / 1e6).toFixed(1)} MB, persons p>=0.5 ${perMb(any)}/MB, p>=0.9 ${perMb(sure)}/MB, of these subject ${perMb(subjects)}/MB (${subjects}) ${(units / 1e6 / seconds).toFixed(2)} MB/s`,
  );
  for (const line of shown.slice(0, SHOW)) console.log('  subject', line);
}

personsOf('Warm up: Ana Ruiz', false);
const sets = process.argv.slice(2);
for (const set of sets.length > 0 ? sets : [...Object.keys(NAME_LABELS), 'mail']) {
  if (set === 'mail') scoreMail();
  else scoreSet(set);
}

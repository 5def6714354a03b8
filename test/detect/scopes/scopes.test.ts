import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { nameOf, plain, read } from '../tables/make-table.ts';
import { scopeFinder } from '../../../src/detect/scopes/tree.ts';
import type { ScopeDraft } from '../../../src/detect/scopes/index.ts';

const kinds = (scopes: readonly ScopeDraft[], offset: number, from: (offset: number) => number): string[] => {
  const out: string[] = [];
  for (let at = from(offset); at >= 0; at = scopes[at]!.parent) out.push(scopes[at]!.kind);
  return out;
};

test('a second Patient label begins the second span, with the lines of its form above it', () => {
  const text = 'MRN: 555001\nPatient: Ruiz, Ana\nDOB: 3/4/1961\n\nSeen today.\n\nMRN: 555002\nPatient: Poe, John\nDOB: 4/5/1971\n';
  const { structure, persons } = read(plain(text));
  const spans = structure.scopes.filter((scope) => scope.kind === 'subject-span');
  assert.deepEqual(
    spans.map((scope) => text.slice(scope.start, scope.start + 11)),
    ['MRN: 555001', 'MRN: 555002'],
  );
  assert.deepEqual(
    spans.map((scope) => nameOf(persons[scope.subject!]!)),
    ['Ana|Ruiz', 'John|Poe'],
  );
});

test('the same patient on the next page goes on with its span', () => {
  const text = 'Patient: Ruiz, Ana\nSeen today.\n\nPatient: Ruiz, Ana\nPage 2. She is well.\n';
  assert.equal(read(plain(text)).structure.scopes.filter((scope) => scope.kind === 'subject-span').length, 1);
});

test('a guarantor in the form of a patient opens no span', () => {
  const text = 'Patient: Ruiz, Eva\nDOB: 3/3/2012\nGuarantor: Ruiz, Luis\nEmergency contact: Ruiz, Rosa\n';
  assert.equal(read(plain(text)).structure.scopes.filter((scope) => scope.kind === 'subject-span').length, 1);
});

test('list items that begin with a person are spans of their own', () => {
  const text = 'All seen 4/5 for flu shots:\n1. John Smith - DOB 1/2/50\n2. Mary Jones - DOB 3/4/52\n3. Call the lab.\n';
  const { structure, persons } = read(plain(text));
  const spans = structure.scopes.filter((scope) => scope.kind === 'subject-span');
  assert.deepEqual(
    spans.map((scope) => nameOf(persons[scope.subject!]!)),
    ['John|Smith', 'Mary|Jones'],
  );
  assert.equal(structure.scopes.filter((scope) => scope.kind === 'list-item').length, 3);
});

test('headings inside a span are sections of that person', () => {
  const text = 'Patient: Ruiz, Ana\n\nHISTORY\nAsthma.\n\nASSESSMENT\nStable.\n\nPatient: Poe, John\n\nHISTORY\nGout.\n';
  const { structure } = read(plain(text));
  const path = kinds(structure.scopes, text.indexOf('Stable'), structure.scopeAt);
  assert.deepEqual(
    path.filter((kind) => kind === 'section' || kind === 'subject-span'),
    ['section', 'subject-span'],
  );
  assert.equal(structure.scopes.filter((scope) => scope.kind === 'section').length, 3);
});

test('a wrapped line goes on in its sentence, an abbreviation ends none', () => {
  const text = 'She was seen by Dr. Lee in the clinic of the northern campus\nand went home. He called.\n';
  const { structure } = read(plain(text));
  const sentences = structure.scopes.filter((scope) => scope.kind === 'sentence');
  assert.deepEqual(
    sentences.map((scope) => text.slice(scope.start, scope.end)),
    ['She was seen by Dr. Lee in the clinic of the northern campus\nand went home.', 'He called.'],
  );
});

test('signature and disclaimer are zones of their own', () => {
  const text =
    'Please see below.\n\nRegards,\nKaren Hill, RN\nTel 510-555-0199\n\nCONFIDENTIALITY NOTICE: This e-mail and any attachments are confidential and intended only for the intended recipient. If you are not the intended recipient, any disclosure is unauthorized. Please notify the sender and delete this message.\n';
  const { structure } = read(plain(text, { isMessage: true }));
  const zone = (part: string): string | undefined =>
    structure.scopes.find((scope) => scope.kind === 'zone' && scope.start <= text.indexOf(part) && text.indexOf(part) < scope.end)?.zone;
  assert.deepEqual([zone('Please see'), zone('Karen Hill'), zone('CONFID')], ['prose', 'signature', 'disclaimer']);
});

test('each header field is a scope: subject and attachment names have their zone', () => {
  const lines = ['From: Karen Hill <k@org.example>', 'Subject: Ana Ruiz labs', 'Attachment: Ruiz_Ana.pdf'];
  const text = `${lines.join('\n')}\n\nSee attached.\n`;
  let at = 0;
  const blocks = lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return { start, end: start + line.length, zone: 'header', shape: 'header-field', label: line.split(':')[0]!.toLowerCase() } as const;
  });
  const { structure, persons } = read(plain(text, { isMessage: true, blocks }));
  const zones = structure.scopes.filter((scope) => scope.kind === 'zone').map((scope) => scope.zone);
  assert.deepEqual(zones, ['header-from', 'subject', 'attachment-name', 'prose']);
  const part = structure.scopes[0]!;
  assert.equal(nameOf(persons[part.subject!]!), 'Ana|Ruiz');
  assert.ok(part.subjectP! < 0.95);
});

test('a thread block carries depth, author and the header it begins with', () => {
  const text = 'Yes.\n\nFrom: Karen Hill\nSent: today\n\nIs she coming?\n';
  const start = text.indexOf('From');
  const threads = [
    { start: 0, end: start, depth: 0 },
    { start, end: text.length, depth: 1, headerEnd: text.indexOf('Is she'), author: { name: 'Karen Hill', email: '' } },
  ];
  const { structure } = read(plain(text, { isMessage: true, threads }));
  const block = structure.scopes.find((scope) => scope.kind === 'thread-block' && scope.depth === 1)!;
  assert.equal(block.author?.name, 'Karen Hill');
  assert.ok(structure.scopes.some((scope) => scope.kind === 'header-block' && scope.start === start));
});

const piece = fc.constantFrom(
  'Patient: Ruiz, Ana',
  'Seen today. She is well.',
  '',
  'Name\tDOB\tMRN',
  'Ruiz, Ana\t3/4/1961\t555001',
  '1. John Smith 3/4/61',
  'HISTORY',
  '> quoted line',
  'Thanks,',
  'Karen Hill, RN',
  '-- ',
  '----',
  'MRN: 555 DOB: 1/1/1960',
  '😀 é',
);

test('any text gives a tree: parents before and around children, in text order, and every offset in its smallest scope', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (lines, isMessage) => {
      const text = lines.join('\n');
      const { structure } = read(plain(text, { isMessage }));
      const { scopes } = structure;
      assert.equal(scopes[0]!.kind, 'part');
      scopes.forEach((scope, i) => {
        assert.ok(scope.parent < i && scope.start <= scope.end && scope.end <= text.length);
        if (i === 0) return;
        const parent = scopes[scope.parent]!;
        assert.ok(parent.start <= scope.start && scope.end <= parent.end);
        assert.ok(scopes[i - 1]!.start <= scope.start);
      });
      const find = scopeFinder(scopes);
      for (let offset = 0; offset < text.length; offset += 3) {
        const found = find(offset);
        const smallest = scopes.reduce(
          (best, scope, i) =>
            scope.start <= offset && offset < scope.end && scope.end - scope.start <= scopes[best]!.end - scopes[best]!.start ? i : best,
          0,
        );
        assert.equal(scopes[found]!.end - scopes[found]!.start, scopes[smallest]!.end - scopes[smallest]!.start);
      }
    }),
    { seed: 7, numRuns: 150 },
  );
});

test('persons refer to persons and scopes that exist', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (lines) => {
      const { structure, persons } = read(plain(lines.join('\n')));
      persons.forEach((person, i) => {
        assert.ok(person.start < person.end && person.readings.length > 0 && person.p >= 0 && person.p <= 1);
        assert.ok(structure.scopes[person.scope] !== undefined);
        for (const other of [person.sameAs, person.relatedTo?.person])
          assert.ok(other === undefined || (other !== i && persons[other] !== undefined));
      });
    }),
    { seed: 7, numRuns: 100 },
  );
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { composeDemo, makeDemo } from '../../demo/make-demo.ts';
import { bodyText, placesOf, type Mail } from '../../demo/mail.ts';
import { textOf } from '../../demo/passage.ts';
import { rowsOf } from '../../demo/read-answer.ts';
import { ADULT_PHRASINGS, CHILD_PHRASINGS } from '../../demo/scenes/one-person.ts';
import { OWN_LETTERS, SPANISH_LETTERS } from '../../demo/scenes/members-write.ts';
import { PAIR_PHRASINGS } from '../../demo/scenes/several-people.ts';
import type { Truth } from '../../demo/truth.ts';

const SMALL = { people: 30, rosterRows: 500 };
const made: string[] = [];
function make(seed: number, format: 'pst' | 'mbox' = 'pst'): string {
  const folder = mkdtempSync(join(tmpdir(), 'postbreach-demo-'));
  made.push(folder);
  makeDemo({ folder, seed, format, ...SMALL });
  return folder;
}
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const digests = (folder: string): readonly string[] =>
  globSync('**/*.*', { cwd: folder })
    .sort((a, b) => (a < b ? -1 : 1))
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}`,
    );
const truthIn = (folder: string): Truth => JSON.parse(readFileSync(join(folder, 'truth/truth.json'), 'utf8')) as Truth;

const [first, again, other, mbox] = [make(5), make(5), make(6), make(5, 'mbox')];
const world = composeDemo({ seed: 5, people: SMALL.people });
const truth = truthIn(first);

test('the same seed gives the same bytes in every file, another seed another mailbox', () => {
  assert.deepEqual(digests(again), digests(first));
  assert.notDeepEqual(
    truthIn(other).people.map(({ name }) => name),
    truth.people.map(({ name }) => name),
  );
});

test('both formats of a mailbox have one truth', () => {
  assert.deepEqual(truthIn(mbox), truth);
});

test('there are more than forty free phrasings', () => {
  assert.ok(ADULT_PHRASINGS.length + CHILD_PHRASINGS.length + OWN_LETTERS.length + SPANISH_LETTERS.length + PAIR_PHRASINGS.length > 40);
});

/** Everything a message shows of people in its words; files are looked at by what they were made of. */
function wordsOf(mail: Mail): string {
  const inside = mail.attachments.flatMap((one) => (one.message === undefined ? [] : [wordsOf(one.message)]));
  return [textOf(mail.subject), bodyText(mail), mail.from.name, mail.from.address, ...inside].join('\n');
}

test('each fact of the truth stands in the words of its message', () => {
  const sealed = new Set(world.office.mails.flatMap((mail) => mail.attachments.flatMap(({ facts }) => facts)));
  for (const mail of world.office.mails) {
    const words = wordsOf(mail).replaceAll('\n> ', '\n');
    for (const { fact } of placesOf(mail))
      if (!sealed.has(fact)) assert.ok(words.includes(fact.shown), `message ${mail.messageId} lacks a fact of ${fact.person.id}`);
  }
});

test('nobody of the mailbox lacks a message, and each person named in a message is in the truth', () => {
  const ids = new Set(truth.people.map(({ id }) => id));
  for (const person of truth.people)
    assert.ok(
      person.elements.some(({ kind, places }) => kind === 'name' && places.length > 0),
      person.id,
    );
  for (const mail of world.office.mails)
    for (const { fact } of placesOf(mail)) if (fact.elements.includes('name') && fact.isLoose !== true) assert.ok(ids.has(fact.person.id));
});

test('a member of the truth is one row of the roster, with the same birth date and numbers', () => {
  const rows = new Map(rowsOf(readFileSync(join(first, 'evidence/members.csv'), 'utf8')).map((row) => [row['Record ID'] ?? '', row]));
  assert.equal(rows.size, SMALL.rosterRows);
  for (const person of truth.people.filter(({ roster_id }) => roster_id !== '')) {
    const row = rows.get(person.roster_id);
    assert.deepEqual([row?.['MRN'], row?.['Member ID'], row?.['Date of Birth']], [person.mrn, person.member_id, person.dob]);
  }
});

test('phones are of the block kept for fiction, addresses of a domain that cannot exist', () => {
  for (const mail of world.office.mails) {
    for (const phone of wordsOf(mail).matchAll(/\b\d{3}\W{1,2}555\W(\d{4})\b/g)) assert.match(phone[1] ?? '', /^01\d\d$/);
    for (const address of wordsOf(mail).matchAll(/@([\w.-]+\w)/g)) assert.match(address[1] ?? '', /\.example$/);
  }
});

test('a message has one verdict: named by the intruder, in the folder that was copied, or neither', () => {
  const named = new Set(
    world.story.log.rows
      .filter((row) => row['SessionId'] === world.story.session || row['ClientAppId'] === world.story.app)
      .flatMap((row) => [...JSON.stringify(row).matchAll(/"InternetMessageId":"(<[^"]+>)"/g)].map((match) => match[1] ?? '')),
  );
  for (const { message_id, verdict, folder } of truth.messages) {
    assert.equal(verdict === 'accessed', named.has(message_id), message_id);
    if (verdict === 'presumed') assert.equal(folder, 'Inbox/Labs');
  }
  assert.deepEqual(new Set(truth.messages.map(({ verdict }) => verdict)), new Set(['accessed', 'presumed', 'excluded']));
  for (const id of truth.missing) assert.ok(named.has(id) && !truth.messages.some(({ message_id }) => message_id === id));
});

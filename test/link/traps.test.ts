/** Link traps of spec/detection.md 12 through reader, detector and link together: what must come out, as data. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { detectDocument } from '../../src/detect/index.ts';
import { extractMessage } from '../../src/extract/index.ts';
import { parseMessage } from '../../src/ingest/index.ts';
import { DEFAULT_LIMITS } from '../../src/kernel/index.ts';
import { linkContent, NO_REPEATS, NOTHING_LEARNED, staffLookup } from '../../src/link/index.ts';
import { itemId, sourceId, type Finding, type MemberHint, type Mention, type RosterLookup } from '../../src/model/index.ts';

interface Trap {
  readonly id: string;
  readonly from?: string;
  readonly subject?: string;
  readonly body: string;
  readonly roster?: readonly (MemberHint & { readonly ids: readonly string[]; readonly email?: string })[];
  /** Value → family name or number of its owner, `nobody`, or `not X`; then a tier, `?` for auto or review. */
  readonly want: Readonly<Record<string, string>>;
}

const TRAPS: readonly Trap[] = [
  {
    id: 'T095',
    body: 'Ana Ruiz, DOB 3/4/61, was seen for asthma.\n\nThanks,\nKaren Hill, RN\nTel 510-555-0199\nOakland, CA',
    want: { '510-555-0199': 'not Ruiz' },
  },
  {
    id: 'T096',
    body: "Patient Ana Ruiz, DOB 3/4/61, was seen for asthma.\n\nThanks,\nKaren Hill, RN\nTel 510-555-0199\n\nPt's cell 510-555-0142",
    want: { '510-555-0142': 'not Hill' },
  },
  {
    id: 'T103',
    body: 'Patients: John Hale (DOB 1/2/1950) and Mary Stone (DOB 3/4/1952).',
    want: { '1/2/1950': 'Hale auto', '3/4/1952': 'Stone auto' },
  },
  { id: 'T106', body: "Please move Albert Smith's 2pm to Robert Jones's slot, MRN 77889900.", want: { 77889900: '? review' } },
  { id: 'T107', body: "Dr. Dora Lee's patient Ana Ruiz, MRN 5550017, called.", want: { 5550017: 'Ruiz auto' } },
  { id: 'T108', body: 'Patient Ana Ruiz c/o Dr. Dora Lee 510-555-0100', want: { '510-555-0100': 'not Ruiz' } },
  {
    id: 'T109',
    body: 'Patient: Eva Ruiz\nDOB: 3/4/2015\nGuarantor: Luis Ruiz\nGuarantor SSN: 219-45-6780',
    want: { '219-45-6780': 'Luis ?', '3/4/2015': 'Eva auto' },
  },
  { id: 'T110', body: 'Patient: Ana Ruiz\nDOB: 3/4/1961\nEmergency contact: Rosa Pena 510-555-0100', want: { '510-555-0100': 'not Ruiz' } },
  {
    id: 'T092',
    subject: 'Newsletter',
    body: 'Know the signs of HIV. Diabetes can be prevented. Ask about metformin.',
    want: { HIV: 'nobody dismissed', metformin: 'nobody dismissed' },
  },
  {
    id: 'T164',
    body: 'Patient Ana Ruiz, MRN 55500171, called.',
    roster: [{ member: 'M1', given: 'Eva', family: 'Lim', dob: '1982-02-02', ids: ['55500171'] }],
    want: { 55500171: 'Ruiz review' },
  },
  {
    id: 'T162',
    from: 'Mom <jsmith77@gmail.com>',
    subject: 'my results',
    body: 'Hello, my A1c came back at 9.1 and I take metformin. Can you call me about my appointment?',
    roster: [{ member: 'M2', given: 'Joan', family: 'Smith', dob: '1950-02-02', ids: [], email: 'jsmith77@gmail.com' }],
    want: {},
  },
  {
    id: 'two paragraphs, two patients',
    body: 'Ana Ruiz (MRN 5550017) has asthma. She takes albuterol.\n\nJohn Hale (MRN 5550018) has hypertension. He takes lisinopril.',
    want: { asthma: 'Ruiz auto', hypertension: 'Hale auto', 5550018: 'Hale auto' },
  },
  { id: 'a lone record number', body: 'Please check MRN 44556677, the A1c is 9.1.', want: { 44556677: '44556677 auto' } },
];

function lookup(members: Trap['roster'] = []): RosterLookup {
  const by = (fits: (member: (typeof members)[number]) => boolean): readonly MemberHint[] => members.filter(fits);
  return {
    size: members.length,
    byId: (value) => by(({ ids }) => ids.includes(value)),
    byName: (given, family) => {
      const found = by(
        (member) => member.given.toLowerCase() === given.toLowerCase() && member.family.toLowerCase() === family.toLowerCase(),
      );
      return { count: found.length, members: found };
    },
    byDob: (date, family) => by((member) => member.dob === date && member.family.toLowerCase() === family.toLowerCase()),
    byPhone: () => [],
    byEmail: (email) => by((member) => member.email === email),
    idDensity: () => 0,
  };
}

function run(trap: Trap): { readonly findings: readonly Finding[]; readonly mentions: readonly Mention[] } {
  const from = trap.from ?? 'Karen Hill <khill@clinic.example>';
  const raw = `From: ${from}\r\nTo: Dana West <dwest@clinic.example>\r\nSubject: ${trap.subject ?? 'fyi'}\r\nDate: Tue, 5 Apr 2022 10:00:00 -0700\r\n\r\n${trap.body.replaceAll('\n', '\r\n')}\r\n`;
  const message = parseMessage(Buffer.from(raw), DEFAULT_LIMITS);
  const { document } = extractMessage(message, { content: message.content, limits: DEFAULT_LIMITS, passwords: [] });
  assert.ok(document !== undefined);
  const item = itemId(sourceId('box'), trap.id);
  const place = { item, message: item, isMessage: true, path: '', headers: message.headers, mailboxOwnerEmails: ['dwest@clinic.example'] };
  const staff = staffLookup({ members: [], orgEmails: ['dwest@clinic.example'] });
  return linkContent({
    analysis: detectDocument(document),
    places: [place],
    roster: lookup(trap.roster),
    staff,
    learned: NOTHING_LEARNED,
    decisions: [],
    repeated: NO_REPEATS,
  });
}

for (const trap of TRAPS) {
  test(`what the specification wants comes out of the trap: detection.${trap.id}`, () => {
    const { findings, mentions } = run(trap);
    const ownerOf = (finding: Finding): string =>
      mentions.find(({ fragKey }) => fragKey === finding.fragKey)?.attrs[0]?.raw.reveal('explain') ?? 'nobody';
    for (const [value, expected] of Object.entries(trap.want)) {
      const finding = findings.find((next) => next.value.reveal('explain').includes(value) && next.element !== 'name');
      assert.ok(finding !== undefined, `a finding for ${value}`);
      const owner = ownerOf(finding);
      if (expected.startsWith('not ')) assert.ok(!owner.includes(expected.slice(4)), `${value} is not of ${expected.slice(4)}`);
      else {
        const [who = '?', tier = '?'] = expected.split(' ');
        if (who !== '?') assert.ok(owner.includes(who), `${value} is of ${who}, not of ${owner}`);
        if (tier === '?') assert.notEqual(finding.tier, 'dismissed');
        else assert.equal(finding.tier, tier, `tier of ${value}: ${JSON.stringify(finding.because)}`);
      }
    }
  });
}

test('a patient who writes of own care is the subject of the own mail (detection.T162)', () => {
  const trap = TRAPS.find(({ id }) => id === 'T162');
  assert.ok(trap !== undefined);
  const { mentions, findings } = run(trap);
  const med = findings.find(({ element }) => element === 'med');
  const owner = mentions.find(({ fragKey }) => fragKey === med?.fragKey);
  assert.equal(owner?.role, 'subject');
  assert.equal(owner.attrs.find(({ type }) => type === 'email')?.raw.reveal('explain'), 'jsmith77@gmail.com');
});

/** Traps of spec/detection.md 12 that `link` decides, on analyses made by hand; and the laws of the room. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import {
  linkContent,
  NO_REPEATS,
  NO_STAFF,
  NOTHING_LEARNED,
  packFinding,
  packMention,
  unpackFinding,
  unpackMention,
  type LinkInput,
  type Linked,
  type Place,
} from '../../src/link/index.ts';
import { sourceId, itemId, type MemberHint, type RosterLookup } from '../../src/model/index.ts';
import { makeAnalysis } from './make-analysis.ts';

const NO_ROSTER: RosterLookup = {
  size: 0,
  byId: () => [],
  byName: () => ({ count: 0, members: [] }),
  byDob: () => [],
  byPhone: () => [],
  byEmail: () => [],
  idDensity: () => 0,
};
const place = (name: string): Place => ({
  item: itemId(sourceId('box'), name),
  message: itemId(sourceId('box'), name),
  isMessage: true,
  path: name,
  mailboxOwnerEmails: [],
});

function link(
  marked: string,
  more: Partial<LinkInput> = {},
): Linked & { readonly owner: (value: string) => string; readonly tier: (value: string) => string } {
  const { analysis } = makeAnalysis(marked);
  const linked = linkContent({
    analysis,
    places: [place('a')],
    roster: NO_ROSTER,
    staff: NO_STAFF,
    learned: NOTHING_LEARNED,
    decisions: [],
    repeated: NO_REPEATS,
    ...more,
  });
  const find = (value: string) =>
    linked.findings.find((finding) => finding.value.reveal('explain') === value && finding.element !== 'name');
  const nameOf = (key: string | undefined): string => {
    const mention = linked.mentions.find(({ fragKey }) => fragKey === key);
    if (mention === undefined) return 'nobody';
    return mention.attrs.find(({ type }) => type === 'name')?.raw.reveal('explain') ?? 'unnamed';
  };
  return { ...linked, owner: (value) => nameOf(find(value)?.fragKey), tier: (value) => find(value)?.tier ?? 'none' };
}

/** Marked text → value: owner and tier that must come out. `?` = review, whoever. */
const CASES: readonly { readonly id: string; readonly text: string; readonly want: Readonly<Record<string, string>> }[] = [
  {
    id: 'a sentence with one patient',
    text: 'Please call {name#subject:Ana Ruiz} (DOB {dob=1961-03-04@patient:3/4/61}, MRN {mrn@patient:555001}) today.',
    want: { '3/4/61': 'Ana Ruiz auto', '555001': 'Ana Ruiz auto' },
  },
  {
    id: 'clinical words in the paragraph of the only patient',
    text: '{name#subject:Ana Ruiz} was seen today. She has {dx:asthma}.\n\nWe started {med:metformin}.',
    want: { asthma: 'Ana Ruiz auto', metformin: 'Ana Ruiz auto' },
  },
  {
    id: 'detection.T103',
    text: '{name#subject:John Hale} (DOB {dob=1950-01-02@patient:1/2/50}) and {name#subject:Mary Hale} ({dob=1952-03-04:3/4/52}) came.',
    want: { '1/2/50': 'John Hale auto', '3/4/52': 'Mary Hale ?' },
  },
  {
    id: 'detection.T104',
    text: '{name#subject:John Hale} and {name#subject:Mary Hale}, DOB {dob=1950-01-02@patient:1/2/50} and {dob=1952-03-04:3/4/52} respectively.',
    want: { '1/2/50': 'John Hale ?', '3/4/52': 'Mary Hale ?' },
  },
  {
    id: 'detection.T105',
    text: '{name#subject:Ana Ruiz}, {name#subject:Eva Lim}, {name#subject:Luz Paz}: {mrn:111}, {mrn:222}.',
    want: { 111: '? review', 222: '? review' },
  },
  {
    id: 'detection.T106',
    text: "Please move {name#subject:Al Smith}'s 2pm to {name#subject:Bo Jones}'s slot, MRN {mrn@patient:7788}.",
    want: { 7788: '? review' },
  },
  {
    id: 'detection.T107',
    text: "{name#clinician:Dora Lee}'s patient {name#subject:Ana Ruiz}, MRN {mrn@patient:555}.",
    want: { 555: 'Ana Ruiz auto' },
  },
  {
    id: 'detection.T108',
    text: '{name#subject:Ana Ruiz} c/o {name#clinician:Dora Lee} {phone:510-555-0100}',
    want: { '510-555-0100': 'Dora Lee dismissed' },
  },
  {
    id: 'detection.T109',
    text: 'Guarantor: {name#guarantor:Luis Ruiz} SSN {ssn@guarantor:123-45-6780}\nPatient: {name#subject:Eva Ruiz}',
    want: { '123-45-6780': 'Luis Ruiz auto' },
  },
  {
    id: 'detection.T110',
    text: 'Patient {name#subject:Ana Ruiz}. Emergency contact: wife {name#relative:Rosa Ruiz} {phone:510-555-0100}',
    want: { '510-555-0100': 'Rosa Ruiz ?' },
  },
  {
    id: 'detection.T095',
    text: 'Seen: {name#subject:Ana Ruiz}, {dx:asthma}.\n\n---\n{name#staff:Karen Hill}, RN Tel {phone:510-555-0199}',
    want: { '510-555-0199': 'Karen Hill dismissed' },
  },
  {
    id: 'detection.T096',
    text: "{name#subject:Ana Ruiz} has {dx:asthma}.\n\n---\n{name#staff:Karen Hill}, RN\nPt's cell {phone@pt:510-555-0142}",
    want: { '510-555-0142': 'Ana Ruiz ?' },
  },
  {
    id: 'detection.T098',
    text: 'His MRN is {mrn@patient:223344}\n\n>>> {name#subject:Al Smith} and {name#subject:Bo Jones} were seen.',
    want: { 223344: '? review' },
  },
  { id: 'detection.T092', text: 'Know the signs of {dx:HIV}.', want: { HIV: 'nobody dismissed' } },
  {
    id: 'rows of a table are hard borders',
    text: '| {name:Ana Ruiz} | {dob=1980-01-01@patient:1/1/80} | {mrn@patient:111}\n| {name:Eva Lim} | {dob=1982-02-02@patient:2/2/82} | {mrn@patient:222}',
    want: { '1/1/80': 'Ana Ruiz auto', 222: 'Eva Lim auto' },
  },
  {
    id: 'a clinician in a row never owns its dates',
    text: '| {name:Ana Ruiz} | {name#clinician:Dora Lee} | {dob=1980-01-01@patient:1/1/80}',
    want: { '1/1/80': 'Ana Ruiz auto' },
  },
  {
    id: 'an id without a name stands for itself',
    text: 'Please check MRN {mrn@patient:44556677}, {lab.test:A1c} is high.',
    want: { 44556677: 'unnamed auto', A1c: 'unnamed ?' },
  },
  {
    id: 'detection.T160',
    text: '| {name#staff:Karen Hill} | {ssn@any:123-45-6780} | {salary:52000}',
    want: { '123-45-6780': 'Karen Hill auto' },
  },
];

for (const { id, text, want } of CASES) {
  test(`linked as the specification wants: ${id}`, () => {
    const linked = link(text);
    for (const [value, expected] of Object.entries(want)) {
      const [owner, tier] = [expected.slice(0, expected.lastIndexOf(' ')), expected.slice(expected.lastIndexOf(' ') + 1)];
      if (owner !== '?') assert.equal(linked.owner(value), owner, `owner of ${value}`);
      if (tier === '?') assert.notEqual(linked.tier(value), 'dismissed');
      else
        assert.equal(
          linked.tier(value),
          tier,
          `tier of ${value}: ${JSON.stringify(linked.findings.find((f) => f.value.reveal('explain') === value)?.because)}`,
        );
    }
  });
}

const roster = (id: string, member: MemberHint, density = 0): RosterLookup => ({
  ...NO_ROSTER,
  size: 10,
  byId: (value) => (value === id ? [member] : []),
  idDensity: () => density,
});
const eva: MemberHint = { member: 'M1', given: 'Eva', family: 'Lim', dob: '1982-02-02' };

test('a record number of another member is a conflict for a person to decide (detection.T164)', () => {
  const linked = link('{name#subject:Ana Ruiz} (MRN {mrn@patient:555001}) called.', { roster: roster('555001', eva) });
  const finding = linked.findings.find(({ element }) => element === 'mrn');
  assert.equal(finding?.tier, 'review');
  assert.ok(finding?.tags.includes('conflict.primary'));
});

test('a bare number in a dense space is dismissed, beside its owner’s name it is an id (detection.T165)', () => {
  assert.equal(
    link('{name#subject:Ana Ruiz} asked about {id.unknown:41555501}.', { roster: roster('41555501', eva, 0.12) }).findings.find(
      ({ value }) => value.reveal('explain') === '41555501',
    )?.rule,
    'bare-id-dense',
  );
  const beside = link('{name#subject:Eva Lim} asked about {id.unknown:41555501}.', { roster: roster('41555501', eva, 0.12) });
  assert.equal(beside.findings.find(({ element }) => element === 'mrn')?.tier, 'auto');
});

test('one name with two birth dates is two people, with a swapped day and month one', () => {
  const names = (text: string): number => link(text).mentions.filter(({ role }) => role === 'subject').length;
  assert.equal(
    names(
      '{name#subject:Ana Ruiz}, DOB {dob=1980-01-01@patient:1/1/80}, called.\n\n{name#subject:Ana Ruiz}, DOB {dob=1955-07-09@patient:7/9/55}, came.',
    ),
    2,
  );
  assert.equal(
    names(
      '{name#subject:Ana Ruiz}, DOB {dob=1980-01-02@patient:1/2/80}, called.\n\n{name#subject:Ana Ruiz}, DOB {dob=1980-02-01@patient:2/1/80}, came.',
    ),
    1,
  );
});

test('Sr and Jr stay two people (detection.T075)', () => {
  const linked = link(
    '{name#subject:John Smith Sr} (DOB {dob=1950-01-01@patient:1/1/50}) and {name#subject:John Smith Jr} ({dob=1975-01-01@patient:1/1/75}).',
  );
  assert.equal(linked.mentions.length, 2);
});

test('a quoted copy is tagged, the first holder is not', () => {
  const { analysis } = makeAnalysis('New.\n\n>>> {name#subject:Ana Ruiz} has {dx:asthma}.');
  const scopes = analysis.scopes.map((scope) => (scope.depth === 1 ? { ...scope, digest: 'd' } : scope));
  const tagsWith = (holder: string) =>
    linkContent({
      analysis: { ...analysis, scopes },
      places: [place('a')],
      roster: NO_ROSTER,
      staff: NO_STAFF,
      learned: NOTHING_LEARNED,
      decisions: [],
      repeated: { firstHolder: () => holder as typeof analysis.content },
    }).findings.find(({ element }) => element === 'dx')?.tags;
  assert.deepEqual(tagsWith('other'), ['quoted-of']);
  assert.deepEqual(tagsWith(analysis.content), []);
});

const PIECES = [
  '{name#subject:Ana Ruiz}',
  '{name#subject:Eva Lim}',
  '{name#clinician:Dora Lee}',
  '{name:Bo Jones}',
  '{dob=1980-01-01@patient:1/1/80}',
  '{mrn@patient:111}',
  '{mrn:222}',
  '{ssn@any:123-45-6780}',
  '{phone:510-555-0100}',
  '{dx:asthma}',
  '{id.unknown:99999}',
  '. ',
  '\n\n',
  '\n\n| ',
  '\n\n---\n',
  ', ',
];
const marked = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join(' '));

test('every candidate ends in exactly one tier, once in every place, and owners are mentions', () => {
  fc.assert(
    fc.property(marked, (text) => {
      const { analysis } = makeAnalysis(text);
      const linked = link(text, { places: [place('a'), place('b')] });
      const keys = new Set(linked.mentions.map(({ fragKey }) => fragKey));
      assert.equal(keys.size, linked.mentions.length);
      for (const candidate of analysis.candidates)
        assert.equal(linked.findings.filter(({ candidate: id }) => id === candidate.id).length, 2);
      for (const finding of linked.findings) assert.ok(finding.fragKey === undefined || keys.has(finding.fragKey));
    }),
    { numRuns: 300 },
  );
});

test('the order of places and of list parts of the input never matters', () => {
  fc.assert(
    fc.property(marked, (text) => {
      const places = ['c', 'a', 'b'].map(place);
      const bytes = (linked: Linked): string => [...linked.findings.map(packFinding), ...linked.mentions.map(packMention)].join('\n');
      assert.equal(bytes(link(text, { places })), bytes(link(text, { places: places.toReversed() })));
    }),
    { numRuns: 100 },
  );
});

test('no auto link gives one person two birth dates, nor one number two people', () => {
  fc.assert(
    fc.property(marked, (text) => {
      const autos = link(text).findings.filter(({ tier, fragKey }) => tier === 'auto' && fragKey !== undefined);
      const per = (element: string, key: (f: (typeof autos)[number]) => string, value: (f: (typeof autos)[number]) => string) => {
        const seen = new Map<string, string>();
        for (const finding of autos.filter((f) => f.element === element)) {
          assert.equal(seen.get(key(finding)) ?? value(finding), value(finding));
          seen.set(key(finding), value(finding));
        }
      };
      per(
        'dob',
        (f) => f.fragKey ?? '',
        (f) => f.norm?.reveal('match') ?? '',
      );
      per(
        'mrn',
        (f) => f.fragKey ?? '',
        (f) => f.value.reveal('match'),
      );
      per(
        'ssn',
        (f) => f.value.reveal('match'),
        (f) => f.fragKey ?? '',
      );
    }),
    { numRuns: 300, examples: [['{name#clinician:Dora Lee} .  {ssn@any:123-45-6780} {ssn@any:123-45-6780} \n\n {ssn@any:123-45-6780}']] },
  );
});

test('findings and mentions come back whole from the store', () => {
  const linked = link('Please call {name#subject:Ana Ruiz} (DOB {dob=1961-03-04@patient:3/4/61}, MRN {mrn@patient:555001}) today.');
  for (const finding of linked.findings) assert.equal(packFinding(unpackFinding(packFinding(finding))), packFinding(finding));
  for (const mention of linked.mentions) assert.equal(packMention(unpackMention(packMention(mention))), packMention(mention));
  assert.ok(linked.findings.some((finding) => unpackFinding(packFinding(finding)).value.reveal('match') === '555001'));
});

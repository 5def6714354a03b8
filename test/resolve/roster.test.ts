import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { buildRosterIndex, readRoster, readWorkforce } from '../../src/resolve/index.ts';
import { background, member } from './make-case.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const OPTIONS = { columns: {}, rosterIndex: 0 };
const TABLE =
  'Member ID,MRN,Last Name,First Name,DOB,ZIP\nM1-01,00123,"O\'Brien, née ""X""",Seán,03/25/1961,2139\nM2-01,00124,Muñoz,"Ana\r\nMaría",12/31/1990,98101\n';

test('headers in English and Spanish are known whatever their case and punctuation', () => {
  const { report, rows } = readRoster(utf8('ID DEL MIEMBRO;APELLIDO;Nombre;Fecha de Nacimiento\nA1;García;Luz;25/12/1970\n'), OPTIONS);
  assert.equal(report.failure, undefined);
  assert.deepEqual(
    rows.map(({ memberId, family, given, dob }) => [memberId, family, given, dob]),
    [['A1', 'García', 'Luz', '1970-12-25']],
  );
});

test('day comes first when a first part is over 12, else month does', () => {
  const dob = (dates: readonly string[]): readonly string[] =>
    readRoster(utf8(`id,last,first,dob\n${dates.map((date, i) => `${i},Abt,Jo,${date}\n`).join('')}`), OPTIONS).rows.map((row) => row.dob);
  assert.deepEqual(dob(['03/04/1961', '25/12/1970']), ['1961-04-03', '1970-12-25']);
  assert.deepEqual(dob(['03/04/1961', '12/25/1970']), ['1961-03-04', '1970-12-25']);
  assert.deepEqual(dob(['03/04/1961']), ['1961-03-04']);
});

test('rows read are rows used and rows refused, each with its number and reason', () => {
  const { report } = readRoster(utf8('id,last,first\n1,Abt,Jo\n,Bee,Al\n3,,\n4,Cox,Di,extra\n5,Dow\n6,Eck,Bo\n\n'), OPTIONS);
  assert.deepEqual([report.read, report.used], [6, 2]);
  assert.deepEqual(report.refused, [
    { row: 3, reason: 'no id, member number or record number' },
    { row: 4, reason: 'no name' },
    { row: 5, reason: 'more cells than the header has' },
    { row: 6, reason: 'fewer cells than the header has' },
  ]);
});

test('quoted cells keep commas, quotes and line ends', () => {
  const [first, second] = readRoster(utf8(TABLE), OPTIONS).rows;
  assert.equal(first?.family, `O'Brien, née "X"`);
  assert.equal(second?.given, 'Ana\nMaría');
  assert.equal(first?.zip, '02139');
});

test('a mark, UTF-16 and Windows-1252 give the same rows as UTF-8', () => {
  const plain = readRoster(utf8(TABLE), OPTIONS).rows;
  const wide = new Uint8Array(Buffer.from(`\uFEFF${TABLE}`, 'utf16le'));
  assert.deepEqual(readRoster(utf8(`\uFEFF${TABLE}`), OPTIONS).rows, plain);
  assert.deepEqual(readRoster(wide, OPTIONS).rows, plain);
  assert.deepEqual(readRoster(new Uint8Array(Buffer.from(TABLE, 'latin1')), OPTIONS).rows, plain);
});

test('any way of cutting the file into chunks gives the same reading', () => {
  const bytes = utf8(`\uFEFF${TABLE.repeat(3)}`);
  const whole = readRoster(bytes, OPTIONS);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      assert.deepEqual(
        readRoster(
          at.slice(1).map((end, i) => bytes.subarray(at[i], end)),
          OPTIONS,
        ),
        whole,
      );
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('a quotation mark that is never closed costs one row, not the file', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => `${i},Abt,Jo${i === 10 ? ',' : ''}\n`);
  rows[10] = '10,"Abt,Jo\n';
  const { report } = readRoster(utf8(`id,last,first\n${rows.join('')}`), OPTIONS);
  assert.deepEqual(report.refused, [{ row: 12, reason: 'a quotation mark is never closed' }]);
  assert.equal(report.used, 3999);
});

test('without a name or an id nothing is used, and the header that was not known is named', () => {
  const noName = readRoster(utf8('member id,Quux\n1,2\n'), OPTIONS).report.failure;
  assert.equal(noName?.code, 'roster.no-name');
  assert.match(noName?.why ?? '', /"Quux"/);
  assert.equal(readRoster(utf8('last,first,Quux\nAbt,Jo,2\n'), OPTIONS).report.failure?.code, 'roster.no-id');
});

test('a column told in case.yaml goes before any guess, and a header that is not there is a failure', () => {
  const bytes = utf8('id,last,first,Quux,DOB\n1,Abt,Jo,1961-03-04,2020-01-01\n');
  assert.equal(readRoster(bytes, { ...OPTIONS, columns: { dob: 'Quux' } }).rows[0]?.dob, '1961-03-04');
  assert.equal(readRoster(bytes, { ...OPTIONS, columns: { dob: 'Nope' } }).report.failure?.code, 'roster.column-not-there');
});

test('a title above the header row is no header', () => {
  const { rows } = readRoster(utf8('Membership as of March\n\nid,last,first\n1,Abt,Jo\n'), OPTIONS);
  assert.equal(rows.length, 1);
});

test('the workforce list needs a name and gives e-mail and title', () => {
  const { rows, report } = readWorkforce(utf8('name,email,title\n"Marsh, Ellen",Ellen@Plan.example,"RN, Case Manager"\n'), { columns: {} });
  assert.deepEqual(
    [rows[0]?.given, rows[0]?.family, rows[0]?.email, rows[0]?.title],
    ['Ellen', 'Marsh', 'ellen@plan.example', 'RN, Case Manager'],
  );
  assert.equal(report.failure, undefined);
  assert.equal(readWorkforce(utf8('email\na@b.example\n'), { columns: {} }).report.failure?.code, 'workforce.no-name');
});

test('every member is found by each of his own keys', () => {
  const roster = buildRosterIndex(background(400));
  for (const one of background(400)) {
    for (const id of [one.mrn, one.memberId])
      assert.ok(
        roster.byId(id).some(({ member: key }) => key === one.key),
        `${one.key} by number`,
      );
    assert.ok(
      roster.persons(3, `${one.given.toUpperCase()} ${one.family.toUpperCase()}`, 1000).some((person) => roster.keyOf(person) === one.key),
      `${one.key} by name`,
    );
  }
});

test('zeros that a spreadsheet ate do not hide a number', () => {
  const roster = buildRosterIndex([member('M1', { given: 'Alan', family: 'Turner', mrn: '00123456' })]);
  assert.deepEqual(
    roster.byId('123456').map(({ member: key }) => key),
    ['M1'],
  );
});

test('two rows of one person are one, two rosters with one name and birth are two', () => {
  const rita = { given: 'Rita', family: 'Vasko', dob: '1977-04-03' };
  const twice = buildRosterIndex([
    member('M1', { ...rita, memberId: 'M1', mrn: '71000001' }),
    member('M1', { ...rita, memberId: 'M1', mrn: '71000002', row: 3 }),
  ]);
  assert.equal(twice.size, 1);
  assert.equal(buildRosterIndex([member('M1', { ...rita, memberId: 'A1' }), member('M2', { ...rita, memberId: 'B1', roster: 1 })]).size, 2);
  assert.equal(
    buildRosterIndex([member('M1', { ...rita, ssn: '219345678' }), member('M2', { ...rita, given: 'Ruth', ssn: '219345678' })]).size,
    2,
    'a sister under one number',
  );
});

test('two digits at the end tell the person of a household only where bases are households', () => {
  const rosterOf = (ids: readonly string[]): boolean => {
    const { rows } = readRoster(utf8(`Member ID,Last,First\n${ids.map((id) => `${id},Abt,Jo\n`).join('')}`), OPTIONS);
    return buildRosterIndex(rows).hasPersonSuffix;
  };
  assert.equal(rosterOf(['H4417-01', 'H4417-02', 'H4418-01', 'H4419-01', 'H4419-02', 'H4419-03']), true);
  assert.equal(rosterOf(['R001', 'R002', 'R003', 'R004']), false, 'a short numbered list');
  const long = Array.from({ length: 20 }, (_, at) => String(at + 1).padStart(2, '0'));
  assert.equal(rosterOf([...long.map((end) => `R1${end}`), ...long.map((end) => `R2${end}`)]), false, 'two long numbered lists');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nameOf, plain, read, sheet, type Rows } from './make-table.ts';

const PEOPLE = [
  ['Ruiz, Ana', '3/4/1961', '555001'],
  ['Poe, John', '4/5/1971', '555002'],
  ['Tran, Linh', '5/6/1981', '555003'],
] as const;
const HEADER = ['Name', 'DOB', 'MRN'];

test('a header in the first row types its columns and each row is a record', () => {
  const { table, record } = read(sheet([HEADER, ...PEOPLE]));
  assert.equal(table.headerRows, 1);
  assert.equal(table.records, 3);
  assert.deepEqual(record('555002'), { 'name.full': 'Poe, John', dob: '4/5/1971', mrn: '555002' });
});

test('a header in row 7 below titles and blank rows is found', () => {
  const { table, record, cell } = read(sheet([['Acme Health Plan'], ['Member list'], [], ['As of 2024'], [], [], HEADER, ...PEOPLE]));
  assert.equal(table.headerRows, 1);
  assert.equal(table.records, 3);
  assert.equal(cell('Acme Health Plan').isData, false);
  assert.equal(record('555001')['dob'], '3/4/1961');
});

test('the title above a table is a scope of its own inside the table', () => {
  const { structure, view } = read(sheet([['HIV clinic, seen 4/5/2024'], HEADER, ...PEOPLE]));
  const title = structure.scopes.find((scope) => scope.zone === 'title')!;
  assert.equal(view.text.slice(title.start, title.end), 'HIV clinic, seen 4/5/2024');
  assert.equal(structure.scopes[title.parent]!.kind, 'table');
});

test('two header lines are joined through the merged cell above', () => {
  const rows: Rows = [
    [{ text: 'Patient', colSpan: 2 }, '', { text: 'Provider', colSpan: 2 }, '', 'DOB'],
    ['Last', 'First', 'Last', 'First', ''],
    ['Ruiz', 'Ana', 'Lee', 'Karen', '3/4/1961'],
    ['Poe', 'John', 'Wong', 'David', '4/5/1971'],
  ];
  const { table, persons } = read(sheet(rows));
  assert.equal(table.headerRows, 2);
  const roles = new Map(persons.map((person) => [nameOf(person), person.roles]));
  assert.ok((roles.get('Ana|Ruiz')?.subject ?? 0) > 3);
  assert.ok((roles.get('Karen|Lee')?.clinician ?? 0) > 3);
});

test('without a header the first row is data and columns are typed by their values', () => {
  const rows = PEOPLE.map(([name, dob]) => [name, dob, 'ana@example.org']);
  const { table, persons } = read(sheet(rows));
  assert.equal(table.headerRows, 0);
  assert.equal(table.records, 3);
  assert.deepEqual(
    table.columns.map((column) => column.element),
    ['name', 'date.unknown', 'email'],
  );
  assert.equal(persons.length, 3);
});

test('bare digits without a header never become an identifier of a person', () => {
  const { table } = read(sheet(PEOPLE.map(([name, , mrn]) => [name, `41${mrn}0`])));
  assert.equal(table.columns[1]!.element, 'id.unknown');
});

test('the header repeated by a page break is dropped', () => {
  const { table, persons } = read(sheet([HEADER, PEOPLE[0], PEOPLE[1], HEADER, PEOPLE[2]]));
  assert.equal(table.records, 3);
  assert.ok(persons.every((person) => person.value !== 'Name'));
});

test('a family in a row is one record with a sub-record for each owner', () => {
  const { structure, cell, persons } = read(
    sheet([
      [
        'Subscriber Name',
        'Subscriber DOB',
        'Member ID',
        'Spouse Name',
        'Spouse DOB',
        'Dependent 1 Name',
        'Dependent 1 DOB',
        'Dependent 2 Name',
        'Dependent 2 DOB',
      ],
      ['Ruiz, Luis', '1/1/1970', 'W100', 'Ruiz, Ana', '2/2/1972', 'Ruiz, Eva', '3/3/2012', 'Ruiz, Leo', '4/4/2014'],
    ]),
  );
  const ownerOf = (text: string): string | undefined => structure.scopes[cell(text).record]!.owner;
  assert.equal(cell('1/1/1970').record, cell('W100').record);
  assert.equal(cell('2/2/1972').record, cell('Ruiz, Ana').record);
  assert.equal(cell('3/3/2012').record, cell('Ruiz, Eva').record);
  assert.equal(cell('4/4/2014').record, cell('Ruiz, Leo').record);
  assert.notEqual(cell('3/3/2012').record, cell('4/4/2014').record);
  assert.deepEqual([ownerOf('2/2/1972'), ownerOf('3/3/2012')], ['spouse', 'dependent']);
  assert.deepEqual(persons.map(nameOf), ['Luis|Ruiz', 'Ana|Ruiz', 'Eva|Ruiz', 'Leo|Ruiz']);
  assert.equal(persons[1]!.relatedTo?.person, 0);
});

test('two tables beside each other give two records a row', () => {
  const { table, cell } = read(
    sheet([
      [...HEADER, '', ...HEADER],
      [...PEOPLE[0], '', ...PEOPLE[1]],
      [...PEOPLE[2], '', 'Kim, Jun', '7/7/1977', '555004'],
    ]),
  );
  assert.equal(table.records, 4);
  assert.equal(cell('555001').record, cell('Ruiz, Ana').record);
  assert.equal(cell('555002').record, cell('Poe, John').record);
  assert.notEqual(cell('555001').record, cell('555002').record);
});

test('Name and DOB repeated in the header are records beside each other', () => {
  const { table, cell } = read(
    sheet([
      ['Name', 'DOB', 'Name', 'DOB'],
      ['Ruiz, Ana', '3/4/1961', 'Poe, John', '4/5/1971'],
    ]),
  );
  assert.equal(table.records, 2);
  assert.equal(cell('4/5/1971').record, cell('Poe, John').record);
});

test('a sheet with labels at the left and a person a column is read by columns', () => {
  const { table, cell } = read(
    sheet([
      ['Name', 'Ruiz, Ana', 'Poe, John', 'Tran, Linh'],
      ['DOB', '3/4/1961', '4/5/1971', '5/6/1981'],
      ['MRN', '555001', '555002', '555003'],
    ]),
  );
  assert.equal(table.orientation, 'wide');
  assert.equal(table.records, 3);
  assert.equal(cell('555002').record, cell('Poe, John').record);
  assert.equal(cell('5/6/1981').record, cell('Tran, Linh').record);
});

test('a form of labels and values is one record, and the guarantor in it another', () => {
  const { table, cell, structure } = read(
    sheet([
      ['Patient Name', 'Ruiz, Eva'],
      ['Date of Birth', '3/3/2012'],
      ['Guarantor information'],
      ['Guarantor Name', 'Ruiz, Luis'],
      ['Guarantor DOB', '1/1/1970'],
    ]),
  );
  assert.equal(table.orientation, 'key-value');
  assert.equal(cell('3/3/2012').record, cell('Ruiz, Eva').record);
  assert.equal(cell('1/1/1970').record, cell('Ruiz, Luis').record);
  assert.equal(structure.scopes[cell('Ruiz, Luis').record]!.owner, 'guarantor');
});

test('a form that nobody filled in has no records and names nobody', () => {
  const labels = ['Last name', 'First name', 'Date of birth', 'Address', 'Phone', 'Allergies', 'HIV status', 'Emergency contact'];
  const { table, persons } = read(
    sheet(
      labels.map((label) => [label, '']),
      'docx',
    ),
  );
  assert.equal(table.records, 0);
  assert.equal(persons.length, 0);
});

test('rows without a person go on with the record above', () => {
  const { table, cell } = read(
    sheet([
      ['Name', 'MRN', 'DOS', 'Test'],
      ['Ruiz, Ana', '555001', '1/1/2024', 'Glucose'],
      ['', '', '1/2/2024', 'Sodium'],
      ['Poe, John', '555002', '1/3/2024', 'Iron'],
    ]),
  );
  assert.equal(table.records, 2);
  assert.equal(cell('1/2/2024').record, cell('Ruiz, Ana').record);
});

test('a row without a name but with an own number is its own record', () => {
  const { table, cell } = read(sheet([HEADER, PEOPLE[0], ['', '6/7/1991', '555009'], PEOPLE[1]]));
  assert.equal(table.records, 3);
  assert.notEqual(cell('555009').record, cell('555001').record);
});

test('a row `Patient: …` heads the rows below it and is no record', () => {
  const { structure, cell, table } = read(
    sheet([
      ['DOS', 'Test', 'Result'],
      ['Patient: Ruiz, Ana'],
      ['1/1/2024', 'Glucose', '95'],
      ['Patient: Poe, John'],
      ['1/3/2024', 'Iron', '70'],
    ]),
  );
  assert.equal(table.records, 2);
  const span = (text: string): number => {
    let at = cell(text).record;
    while (structure.scopes[at]!.kind !== 'subject-span') at = structure.scopes[at]!.parent;
    return structure.scopes[at]!.subject!;
  };
  const { persons } = read(
    sheet([
      ['DOS', 'Test', 'Result'],
      ['Patient: Ruiz, Ana'],
      ['1/1/2024', 'Glucose', '95'],
      ['Patient: Poe, John'],
      ['1/3/2024', 'Iron', '70'],
    ]),
  );
  assert.equal(nameOf(persons[span('1/1/2024')]!), 'Ana|Ruiz');
  assert.equal(nameOf(persons[span('1/3/2024')]!), 'John|Poe');
});

test('totals and footers are no records', () => {
  const { table, cell } = read(sheet([HEADER, ...PEOPLE, ['Total', '', '3'], ['Page 1 of 9']]));
  assert.equal(table.records, 3);
  assert.equal(cell('Total').isData, false);
  assert.equal(cell('Page 1 of 9').isData, false);
});

test('hidden cells are data with a flag', () => {
  const { cell, record, structure } = read(
    sheet([
      ['Name', { text: 'SSN', hidden: true }],
      ['Ruiz, Ana', { text: '212-09-7694', hidden: true }],
      [
        { text: 'Poe, John', hidden: true },
        { text: '212-09-7695', hidden: true },
      ],
    ]),
  );
  assert.equal(cell('212-09-7694').hidden, true);
  assert.equal(record('212-09-7694')['ssn'], '212-09-7694');
  assert.equal(structure.scopes[cell('Poe, John').record]!.hidden, true);
});

test('two names on two lines of a cell take the birth date of their own line', () => {
  const { structure, view } = read(sheet([HEADER, ['Ana Ruiz\nEva Ruiz', '1/1/1980\n2/2/1982', '555001']]));
  const at = (text: string): number => structure.cellAt(view.text.indexOf(text))!.record;
  assert.equal(at('2/2/1982'), at('Eva Ruiz'));
  assert.notEqual(at('1/1/1980'), at('2/2/1982'));
});

test('two given names with one family name in a cell are two persons', () => {
  const { persons } = read(
    sheet([
      ['Member Name', 'Phone'],
      ['Ana & Luis Pérez', '510-555-0101'],
      ['Poe, John', '510-555-0102'],
    ]),
  );
  assert.deepEqual(persons.slice(0, 2).map(nameOf), ['Ana|Pérez', 'Luis|Pérez']);
});

test('first and last name columns give one person whose name is both', () => {
  const { persons } = read(
    sheet([
      ['Last Name', 'First Name', 'DOB'],
      ['Ruiz', 'Ana', '3/4/1961'],
      ['de la Cruz', 'Maria', '4/5/1971'],
    ]),
  );
  assert.deepEqual(persons.map(nameOf), ['Ana|Ruiz', 'Maria|de la Cruz']);
});

test('a header LAST FIRST turns the order of words without a comma', () => {
  const { persons } = read(
    sheet([
      ['Patient Last First', 'DOB'],
      ['Smith John', '3/4/1961'],
      ['Lopez Maria', '4/5/1971'],
    ]),
  );
  assert.deepEqual(persons.map(nameOf), ['John|Smith', 'Maria|Lopez']);
});

test('a one-word or unlisted name in a name column is kept', () => {
  const { persons } = read(
    sheet([
      ['Member Name', 'Member ID'],
      ['Suharto', 'W1001'],
      ['Xqvz Bwrtl', 'W1002'],
      ['Ruiz, Ana', 'W1003'],
    ]),
  );
  assert.deepEqual(
    persons.map((person) => person.value),
    ['Suharto', 'Xqvz Bwrtl', 'Ruiz, Ana'],
  );
});

test('an HTML table that only lays out a page has no records', () => {
  const long = 'This message is about the schedule of next week and nothing else. '.repeat(5);
  const { table } = read(sheet([[long], [long]], 'html'));
  assert.equal(table.orientation, 'layout');
  assert.equal(table.records, 0);
});

const TAB = 'Name\tDOB\tMRN\nRuiz, Ana\t3/4/1961\t555001\nPoe, John\t4/5/1971\t555002\n';

for (const [what, text] of [
  ['tabs', TAB],
  ['pipes', '| Name | DOB | MRN |\n|---|---|---|\n| Ruiz, Ana | 3/4/1961 | 555001 |\n| Poe, John | 4/5/1971 | 555002 |\n'],
  ['columns of blanks', 'Name        DOB        MRN\nRuiz, Ana   3/4/1961   555001\nPoe, John   4/5/1971   555002\n'],
  ['commas with quoted names', 'Name,DOB,MRN\n"Ruiz, Ana",3/4/1961,555001\n"Poe, John",4/5/1971,555002\n'],
  ['semicolons', 'Name;DOB;MRN\nRuiz, Ana;3/4/1961;555001\nPoe, John;4/5/1971;555002\n'],
  ['quote marks before tabs', TAB.replaceAll(/^(?=.)/gm, '> ')],
  ['one cell a line', 'Name\nDOB\nMRN\nRuiz, Ana\n3/4/1961\n555001\nPoe, John\n4/5/1971\n555002\n'],
  ['rows broken at the margin', 'Name\tDOB\tMRN\nRuiz, Ana\t3/4/1961\n555001\nPoe, John\t4/5/1971\t555002\n'],
] as const)
  test(`a plain-text table by ${what} is read as its sheet is`, () => {
    const { table, record } = read(plain(`Here is the list.\n\n${text}\nThanks.\n`));
    assert.equal(table.records, 2);
    assert.deepEqual(record('555001'), { 'name.full': 'Ruiz, Ana', dob: '3/4/1961', mrn: '555001' });
    assert.deepEqual(record('555002'), { 'name.full': 'Poe, John', dob: '4/5/1971', mrn: '555002' });
  });

test('prose with double blanks and a form with labels are no tables', () => {
  const prose = 'We saw her today.  She is well.  Thanks.\nHe called back.  No answer.  Try again.\nDone.  All fine.  Bye.\n';
  const form = 'Name: Ana Ruiz     DOB: 3/4/1961\nMRN: 555001     Phone: 510-555-0101\nSex: F     Age: 63\n';
  assert.deepEqual([read(plain(prose)).structure.tables.length, read(plain(form)).structure.tables.length], [0, 0]);
});

test('a long text of label lines and a wide sheet are read in linear time', () => {
  const labels = 'Name\nDOB\nMRN\nplain words without a shape\n'.repeat(8000);
  const wide = sheet([HEADER, ...Array.from({ length: 20_000 }, (_, i) => [`Ruiz, Ana`, '3/4/1961', `55${i}`])]);
  const started = performance.now();
  read(plain(labels));
  assert.equal(read(wide).table.records, 20_000);
  assert.ok(performance.now() - started < 20_000);
});

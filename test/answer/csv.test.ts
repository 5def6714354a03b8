import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import Papa from 'papaparse';
import { csvLines } from '../../src/answer/index.ts';
import { maskValue } from '../../src/answer/index.ts';

test('a cell that a spreadsheet would run as a formula gets a leading quote', () => {
  const text = [...csvLines(['a'], [{ a: '=1+1' }, { a: '+1' }, { a: '-1' }, { a: '@x' }, { a: '\tx' }, { a: 'x=1' }])].join('');
  assert.equal(text, "a\n'=1+1\n'+1\n'-1\n'@x\n'\tx\nx=1\n");
});

test('any cells come back from another reader of CSV', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
      const text = [
        ...csvLines(
          ['a', 'b'],
          rows.map(([a, b]) => ({ a: `x${a}`, b: `y${b}` })),
        ),
      ].join('');
      assert.deepEqual(Papa.parse(text, { header: false, skipEmptyLines: true, delimiter: ',', newline: '\n' }).data, [
        ['a', 'b'],
        ...rows.map(([a, b]) => [`x${a}`, `y${b}`]),
      ]);
    }),
    { numRuns: 200 },
  );
});

test('ids show four signs, a birth date its year, a password nothing, names and medical words themselves', () => {
  assert.equal(maskValue('mrn', '00123456', undefined), '•••3456');
  assert.equal(maskValue('dob', '3/4/1961', '1961-03-04'), '1961');
  assert.equal(maskValue('cred.password', 'Hunter2!', undefined), '•••');
  assert.equal(maskValue('name', 'Ana Ruiz', undefined), 'Ana Ruiz');
  assert.equal(maskValue('lab.result', '7.2 %', undefined), '7.2 %');
  assert.equal(maskValue('email', 'ana@example.org', undefined), '•••.org');
});

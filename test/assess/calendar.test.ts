import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addBusinessDays,
  addDays,
  daysBetween,
  isBusinessDay,
  isFederalHoliday,
  previousBusinessDay,
  targetDate,
} from '../../src/assess/calendar.ts';

test('federal holidays are known on the day they are observed', () => {
  for (const day of ['2022-05-30', '2021-12-31', '2026-07-03', '2022-06-20', '2026-11-26', '2026-01-19', '2027-12-24'])
    assert.ok(isFederalHoliday(day), day);
  for (const day of ['2022-05-31', '2020-06-19', '2026-07-06']) assert.ok(!isFederalHoliday(day), day);
});

test('two business days after Thursday 26 May 2022 step over Memorial Day (law.T37)', () => {
  assert.equal(addBusinessDays('2022-05-26', 2), '2022-05-31');
  assert.equal(addBusinessDays('2022-06-03', 2), '2022-06-07');
  assert.equal(addBusinessDays('2026-07-02', 3), '2026-07-08');
});

test('a target is ten days before the due date, moved back to a business day, never forward (law.T81)', () => {
  assert.equal(targetDate('2022-06-04', '2022-04-05'), '2022-05-25');
  assert.equal(previousBusinessDay('2022-06-04'), '2022-06-03');
});

test('a target is a business day and never after its due date, for any dates', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 90 }), (offset, length) => {
      const from = addDays('2000-01-01', offset);
      const due = addDays(from, length);
      const target = targetDate(due, from);
      assert.ok(target <= due);
      assert.ok(isBusinessDay(target));
      assert.equal(daysBetween(from, due), length);
    }),
    { numRuns: 200 },
  );
});

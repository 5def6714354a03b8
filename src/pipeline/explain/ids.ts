/** Ids as people type them: any unambiguous beginning of four or more digits. */
import { OperatorError } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

const DIGITS_MIN = 4;
const SHOWN_MAX = 5;

export function matchId(db: Database, table: 'item' | 'individual' | 'finding' | 'gap', given: string): string {
  const digits = given.slice(2);
  if (digits.length < DIGITS_MIN || !/^[0-9a-f]+$/i.test(digits)) {
    throw new OperatorError({
      code: 'id-too-short',
      what: 'An id is its letter, a dash and at least four hex digits.',
      where: given,
      remedy: 'Copy it from a file of `out/` or from the report.',
    });
  }
  const found = db
    .all(`SELECT id FROM ${table} WHERE id >= ? AND id < ? ORDER BY id LIMIT ${SHOWN_MAX + 1}`, given, `${given}g`)
    .map((row) => String(row['id']));
  return pickOne(given, found, () => {
    const former = db.get('SELECT now FROM former_id WHERE id = ?', given)?.['now'];
    return typeof former === 'string' ? former : undefined;
  });
}

export function pickOne(given: string, found: readonly string[], former: () => string | undefined = () => undefined): string {
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1)
    throw new OperatorError({
      code: 'id-ambiguous',
      what: `${found.length > SHOWN_MAX ? 'More than five' : found.length} ids begin like that.`,
      where: found.slice(0, SHOWN_MAX).join(', '),
      remedy: 'Give more digits.',
    });
  const now = former();
  if (now !== undefined) return now;
  throw new OperatorError({
    code: 'id-unknown',
    what: 'Nothing in this case has that id.',
    where: given,
    remedy: 'Copy the id from a file of `out/`; after a run with other evidence it may have gone.',
  });
}

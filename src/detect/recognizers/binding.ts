/** The label of a candidate, as the record keeps it. */
import type { LabelBinding } from '../../model/index.ts';

import type { LabelRow } from '../labels/index.ts';

export type Position = LabelBinding['position'];

export const bindingOf = (row: LabelRow, position: Position): LabelBinding => ({
  label: row.folded,
  element: row.element,
  owner: row.owner,
  ...(row.part === '' ? {} : { part: row.part }),
  strength: row.strength,
  position,
});

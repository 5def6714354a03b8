/** All values of a document, without persons: who a value belongs to is not asked here. The order of the steps is the order of strength. */
import type { LabelHit, LabelIndex } from './labels/index.ts';
import { findTerms } from './clinical/index.ts';
import { dateOrder, findDates, type DateHit } from './dates/index.ts';
import { findRelativeDates } from './dates/relative-dates.ts';
import { assignDates } from './dates/unlabelled-dates.ts';
import { findAddresses } from './recognizers/addresses.ts';
import { findAges } from './recognizers/ages.ts';
import { findBareIds } from './recognizers/bare-ids.ts';
import { bindLabels } from './recognizers/bind-labels.ts';
import { findCodes } from './recognizers/codes.ts';
import { readColumns, readFields } from './recognizers/columns.ts';
import { findEmails } from './recognizers/emails.ts';
import { readHl7Lines } from './recognizers/hl7-lines.ts';
import { findMasked } from './recognizers/masked.ts';
import { findSecrets } from './recognizers/secrets.ts';
import { findShapes } from './recognizers/shapes.ts';
import { readUrls } from './recognizers/urls.ts';
import { scanText } from './scanner/scan.ts';
import type { Structure } from './scopes/structure.ts';
import type { TextView } from './view.ts';
import { makeWork, type Work } from './work.ts';

export function detectValues(view: TextView, structure: Structure, labels: LabelIndex, hits: readonly LabelHit[]): Work {
  const { folded } = view;
  const scan = scanText(folded);
  const dates = findDates(folded, scan);
  const unitOf = (hit: DateHit): string => {
    const cell = structure.tables.length === 0 ? undefined : structure.cellAt(hit.start);
    return cell === undefined ? '' : `${cell.table}:${cell.col}`;
  };
  const work = makeWork({ view, folded, scan, labels, hits, cells: structure, dates, order: dateOrder(dates, view.lang, unitOf) });
  readFields(work);
  readHl7Lines(work);
  readColumns(work);
  findSecrets(work);
  readUrls(work);
  bindLabels(work);
  findEmails(work);
  findMasked(work);
  findShapes(work);
  findAddresses(work);
  findAges(work);
  findCodes(work);
  findTerms(work);
  assignDates(work);
  findRelativeDates(work);
  findBareIds(work);
  return work;
}

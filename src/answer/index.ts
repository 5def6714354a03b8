export { type AnswerBundle, type CountedPerson, type ElementCount, type InputFile, type ItemTotals } from './bundle.ts';
export { calendarIcs } from './calendar.ts';
export { COLUMNS } from './columns.ts';
export { csvLines } from './csv.ts';
export { elementWords } from './element-words.ts';
export { letterRows } from './letters.ts';
export { maskValue } from './masks.ts';
export { printedNumbers, toBeTold } from './numbers.ts';
export { reportHtml, type FolderVerdicts } from './report/report.ts';
export { statusText } from './status.ts';
export { summaryOf, type SummaryJson } from './summary.ts';
export {
  accessRow,
  containmentCells,
  coverageCells,
  dutyCells,
  findingRow,
  gapRow,
  individualRow,
  itemRow,
  missingCells,
  namedRow,
  scopeCells,
  sessionRow,
  timelineJson,
} from './tables.ts';

export { findLabels, languageByLabels, type LabelHit } from './find-labels.ts';
export { labelIndex, matchRaw, type LabelIndex, type LabelRow, type LabelTrie } from './label-index.ts';

export { findTerms } from './find-terms.ts';
export { clinicalLexicon } from './lexicon.ts';

/** Surface of `link`: a content's candidates and persons become findings and mentions. */
export { packFinding, packMention, unpackFinding, unpackMention } from './codec.ts';
export type { Linked, LinkCensusRow, LinkInput, Place, RepeatedBlocks } from './input.ts';
export { learnFormats, NOTHING_LEARNED, type LearnedFormat, type LearnedFormats } from './learned.ts';
export { linkContent } from './link.ts';
export { NO_REPEATS, repeatedBlocks } from './repeated.ts';
export { NO_STAFF, staffLookup, type StaffHint, type StaffInput, type StaffLookup } from './staff.ts';

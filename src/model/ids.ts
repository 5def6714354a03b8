/**
 * Ids of the contract, section 4: a letter and the first 16 hex digits of a SHA-256 over content and position, stable from run to run.
 */
import { digestOf, type Brand } from '../kernel/index.ts';

export type ContentId = Brand<string, 'ContentId'>; // SHA-256 of bytes, 64 hex digits
export type SourceId = Brand<string, 'SourceId'>; // path of the source as case.yaml names it
export type ItemId = Brand<string, 'ItemId'>; // I-
export type CandidateId = Brand<string, 'CandidateId'>; // C-, inside the store only
export type FindingId = Brand<string, 'FindingId'>; // F-
export type IndividualId = Brand<string, 'IndividualId'>; // P-
export type RecordId = Brand<string, 'RecordId'>; // R-
export type SessionId = Brand<string, 'SessionId'>; // S-
export type DutyId = Brand<string, 'DutyId'>; // D-
export type GapId = Brand<string, 'GapId'>; // G-
export type FragKey = Brand<string, 'FragKey'>; // 64 hex digits

type Parts = readonly (string | number)[];
const short = (letter: string, parts: Parts): string => `${letter}-${digestOf(parts).slice(0, 16)}`;

export const contentId = (sha256Hex: string): ContentId => sha256Hex as ContentId;
export const sourceId = (path: string): SourceId => path as SourceId;
/** `path` is the container path from the source down, e.g. `pst:nid=0x200024/att:1`. */
export const itemId = (source: SourceId, path: string): ItemId => short('I', [source, path]) as ItemId;
export const candidateId = (content: ContentId, start: number, end: number, element: string): CandidateId =>
  short('C', [content, start, end, element]) as CandidateId;
export const findingId = (item: ItemId, start: number, end: number, element: string): FindingId =>
  short('F', [item, start, end, element]) as FindingId;
export const individualId = (smallest: FragKey): IndividualId => short('P', [smallest]) as IndividualId;
export const recordId = (key: string): RecordId => short('R', [key]) as RecordId;
export const sessionId = (...parts: Parts): SessionId => short('S', parts) as SessionId;
export const dutyId = (...parts: Parts): DutyId => short('D', parts) as DutyId;
export const gapId = (...parts: Parts): GapId => short('G', parts) as GapId;
/** No run or row id in it, so decisions hold. `start`, `end` are UTF-8 bytes. */
export const fragKey = (content: ContentId, path: string, start: number, end: number, role: string): FragKey =>
  digestOf([content, path, start, end, role]) as FragKey;

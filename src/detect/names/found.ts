/** A name as the finders hand it on, before roles. */
import type { LabelBinding, NameReading } from '../../model/index.ts';

import type { CellDraft } from '../scopes/structure.ts';

export interface FoundName {
  readonly start: number;
  readonly end: number;
  /** The name as one string when its parts stand apart (columns); else the text itself. */
  readonly value?: string;
  readonly readings: readonly NameReading[];
  readonly p: number;
  readonly rule: string;
  readonly because: readonly string[];
  readonly tags: readonly string[];
  readonly dismissedBy?: string;
  readonly label?: LabelBinding;
  readonly cell?: CellDraft;
  /** Role a title or credential beside the name gives. */
  readonly titleRole?: string;
  /** The stretch whose words are context for it. */
  readonly unitStart: number;
  readonly unitEnd: number;
  /** Header field, greeting, sign-off: who writes to whom. */
  readonly mailRole?: 'from' | 'to' | 'greeting' | 'sign-off';
}

/** A sentence, cell or field that is searched for names. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Labels of a birth date, record number … stand in it: somebody is spoken of. */
  readonly isPersonal: boolean;
  readonly isFree: (start: number, end: number) => boolean;
  /** The document is a chat log: names may stand in small letters. */
  readonly isChat: boolean;
  /** The document writes this word in small letters too. */
  readonly isSmall: (word: string) => boolean;
}

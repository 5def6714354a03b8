/** Roster as evidence: what `link` may ask while it assigns. Implemented by `resolve/roster`; never an identity decision. */
export interface MemberHint {
  /** Roster key (column `id`, else `member_id`, else `mrn`). */
  readonly member: string;
  readonly given: string;
  readonly family: string;
  readonly dob: string;
}

export interface RosterLookup {
  /** Number of roster persons; 0 without a roster. */
  readonly size: number;
  /** Members that have this value as any of their ids (member_id, mrn, subscriber_id, ssn), normalised: digits and letters, zero-stripped variant too. At most 8. */
  byId(value: string): readonly MemberHint[];
  /** How many members have this given and family name (folded), and up to 8 of them. */
  byName(given: string, family: string): { readonly count: number; readonly members: readonly MemberHint[] };
  byDob(isoDate: string, family: string): readonly MemberHint[];
  byPhone(digits: string): readonly MemberHint[];
  byEmail(email: string): readonly MemberHint[];
  /** Share of the space of this id's shape that is somebody's number: 0..1. */
  idDensity(value: string): number;
}

/** A row of the roster, normalised. Dates ISO. Empty string = not given. */
export interface Member {
  readonly key: string;
  readonly row: number;
  readonly roster: number;
  readonly memberId: string;
  readonly mrn: string;
  readonly subscriberId: string;
  readonly ssn: string;
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  readonly suffix: string;
  readonly dob: string;
  readonly deathDate: string;
  readonly deceased: boolean;
  readonly sex: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly phone: string;
  readonly email: string;
  readonly language: string;
  readonly confidential: boolean;
  readonly guardian: string;
  readonly emailConsent: boolean;
  readonly entity: string;
}

/** A row of the workforce list. */
export interface StaffMember {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly phone: string;
  readonly title: string;
  readonly employeeId: string;
}

/** Contract, section 2: our names for the columns of a roster and of a workforce list. */
export const ROSTER_COLUMNS = [
  'id',
  'member_id',
  'mrn',
  'subscriber_id',
  'ssn',
  'name',
  'first',
  'middle',
  'last',
  'suffix',
  'dob',
  'death_date',
  'deceased',
  'sex',
  'address1',
  'address2',
  'city',
  'state',
  'zip',
  'country',
  'phone',
  'email',
  'language',
  'confidential',
  'guardian',
  'email_consent',
  'entity',
  'from',
  'to',
] as const;
export const WORKFORCE_COLUMNS = ['name', 'first', 'middle', 'last', 'email', 'phone', 'title', 'employee_id'] as const;

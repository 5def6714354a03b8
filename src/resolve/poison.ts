/** Values that too many incompatible people carry say nothing of any of them. spec/resolve.md 3.2 */
import type { StaffMember } from '../model/index.ts';

import type { Profile, Poison } from './profile.ts';
import { lazily, ruleRows } from './rule-rows.ts';

/** One number on this many names that are not alike is nobody's. */
const ID_NAMES_MAX = 2;
const CONTACT_FAMILIES_MAX = 5;

export interface PoisonInput {
  readonly profiles: readonly Profile[];
  readonly decided: readonly { readonly type: string; readonly value: string }[];
  /** The organisation's own mail domains: an address there is of work, not of the person. */
  readonly ownDomains: ReadonlySet<string>;
}

export function poisonOf({ profiles, decided, ownDomains }: PoisonInput): Poison {
  const ids = new Map<string, Set<string>>();
  const phones = new Map<string, Set<string>>();
  const emails = new Map<string, Set<string>>();
  const note = (table: Map<string, Set<string>>, value: string, who: string): void => {
    const known = table.get(value);
    if (known === undefined) table.set(value, new Set([who]));
    else if (known.size < NAMES_KEPT) known.add(who);
  };
  const ofWork = profiles.flatMap(({ emails: own }) => own.filter((email) => ownDomains.has(domainOf(email))));
  for (const profile of profiles) {
    const [name] = profile.names;
    if (name === undefined || name.family === '') continue;
    // Two initials are enough to keep Bob and Robert Smith one name and Ann Poe and Bob Rye two.
    for (const { value } of profile.ids) note(ids, value, name.family);
    for (const value of profile.phones) note(phones, value, name.family);
    for (const value of profile.emails) note(emails, value, name.family);
  }
  const over = (table: Map<string, Set<string>>, most: number, isApart: (families: readonly string[]) => number): Set<string> =>
    new Set([...table].filter(([, families]) => families.size > most && isApart([...families]) > most).map(([value]) => value));
  const told = (type: string): readonly string[] => decided.filter((one) => one.type === type).map(({ value }) => value);
  return {
    ids: new Set([...over(ids, ID_NAMES_MAX, unlike), ...told('mrn'), ...told('member_id'), ...told('ssn'), ...told('id')]),
    phones: new Set([...over(phones, CONTACT_FAMILIES_MAX, unlike), ...told('phone')]),
    emails: new Set([...over(emails, CONTACT_FAMILIES_MAX, unlike), ...told('email'), ...ofWork]),
  };
}
const NAMES_KEPT = 40;

/** Family names that share no beginning: misspellings of one name mostly keep theirs. */
function unlike(families: readonly string[]): number {
  return new Set(families.map((family) => family.slice(0, 2))).size;
}

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

const freeMail = lazily(() => new Set(ruleRows('link/free_mail.tsv', ['domain']).map(([domain = '']) => domain)));

/** Mail domains of the staff, public ones apart. */
export function domainsOfStaff(workforce: readonly StaffMember[]): ReadonlySet<string> {
  return new Set(
    workforce
      .filter(({ email }) => email.includes('@'))
      .map(({ email }) => domainOf(email))
      .filter((domain) => !freeMail().has(domain)),
  );
}

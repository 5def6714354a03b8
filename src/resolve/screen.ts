/** Who of the mentions can be a person to be told: subjects always; relatives, staff and senders only with data of their own. spec/resolve.md 1 */
import { groupOf, type ElementId, type Mention } from '../model/index.ts';

import { isTestMention, type Profile } from './profile.ts';

export type Screening = 'person' | 'not_a_person' | 'no_evidence';

/** Groups of elements that are nobody else's business data. */
const OWN_GROUPS: ReadonlySet<string> = new Set(['birth', 'health-id', 'health', 'government-id', 'financial']);
/** Of staff and senders these say what was done and by whom, not of whom. */
const OF_WORK = /^(?:date\.|provider_of_care$|treatment$|procedure$|order_no$|claim\.detail$)/;

/** Data of the person's own, beyond a name and contacts. */
export function hasOwnData(elements: readonly ElementId[]): boolean {
  return elements.some((element) => OWN_GROUPS.has(groupOf(element)));
}

export function screen(mention: Mention, profile: Profile, decidedRole: string | undefined): Screening {
  const role = decidedRole === undefined || decidedRole === '' ? mention.role : decidedRole;
  switch (role) {
    case 'subject':
    case 'subscriber':
    case 'patient':
    case 'member':
    case 'dependent':
      break;
    case 'relative':
    case 'guarantor':
    case 'other':
      if (!hasOwnData(mention.elements)) return 'no_evidence';
      break;
    case 'clinician':
    case 'staff':
    case 'correspondent':
      if (!mention.elements.some((element) => OWN_GROUPS.has(groupOf(element)) && !OF_WORK.test(element))) return 'not_a_person';
      break;
    default: // a decision says that this is no person: a test, a company, a place
      return 'not_a_person';
  }
  return canBeIdentified(mention, profile) ? 'person' : 'no_evidence';
}

/** A name of two parts, or a number; a lone family name or a lone number only where something is certain of its bearer. */
function canBeIdentified(mention: Mention, profile: Profile): boolean {
  if (profile.ids.length > 0 && (profile.names.length > 0 || mention.elements.length > 0)) return true;
  const hasFullName = profile.names.some(({ given, family }) => given !== '' && family !== '');
  if (hasFullName) return true;
  if (profile.names.length === 0)
    return profile.births.length > 0 && profile.phones.length + profile.emails.length + profile.addresses.length > 0;
  return (
    hasOwnData(mention.elements) || profile.births.length + profile.phones.length + profile.emails.length + profile.addresses.length > 0
  );
}

/** Somebody made up to try the system, unless the roster knows him by number or birth. */
export const isTest = (mention: Mention): boolean => isTestMention(mention) || mention.tags.includes('test');

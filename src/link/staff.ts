/** Who belongs to the organisation: workforce list, own mail domains, people who send much. Evidence for roles, never an identity. */
import type { MailAddress, StaffMember } from '../model/index.ts';

import { nameWords, orderlessKey } from './name-key.ts';
import { isFreeMail } from './rules.ts';

export interface StaffHint {
  readonly title: string;
  readonly from: 'workforce' | 'sender';
}

export interface StaffLookup {
  byEmail(email: string): StaffHint | undefined;
  /** `words` as `nameWords` gives them. */
  byName(words: readonly string[]): StaffHint | undefined;
  /** A given or family name of somebody of the workforce, folded. */
  hasWord(word: string): boolean;
  /** An address in one of the organisation's own mail domains. */
  isOrgEmail(email: string): boolean;
}

export interface StaffInput {
  readonly members: readonly StaffMember[];
  /** Addresses of the organisation: mailbox owners, contacts of the case. Their domains are its own, public mail apart. */
  readonly orgEmails: readonly string[];
  /** Who sent how many messages of the mailbox. */
  readonly senders?: readonly { readonly address: MailAddress; readonly messages: number }[];
}

/** Who sends from an address of the organisation is staff. The 20 messages of spec/detection.md 5.2 are for lists without addresses. */
const SENDER_MESSAGES_MIN = 1;

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

export function staffLookup(input: StaffInput): StaffLookup {
  const emails = new Map<string, StaffHint>();
  const names = new Map<string, StaffHint>();
  const words = new Set<string>();
  const domains = new Set<string>();
  const own = (email: string): void => {
    const domain = email.includes('@') ? domainOf(email) : '';
    if (domain !== '' && !isFreeMail(domain)) domains.add(domain);
  };
  for (const email of input.orgEmails) {
    own(email);
    if (email.includes('@')) emails.set(email.toLowerCase(), { title: '', from: 'sender' });
  }
  const isOrgEmail = (email: string): boolean => {
    const domain = domainOf(email);
    return domains.has(domain) || [...domains].some((known) => domain.endsWith(`.${known}`));
  };
  for (const { address, messages } of input.senders ?? []) {
    // Someone outside who writes often may be a patient with much to tell: only own addresses count.
    if (messages < SENDER_MESSAGES_MIN || !isOrgEmail(address.email)) continue;
    put(address.name, address.email, { title: '', from: 'sender' });
  }
  for (const member of input.members) put(`${member.given} ${member.family}`, member.email, { title: member.title, from: 'workforce' });

  function put(name: string, email: string, hint: StaffHint): void {
    const key = orderlessKey(nameWords(name));
    if (key !== '') {
      names.set(key, hint);
      for (const word of key.split(' ')) words.add(word);
    }
    if (email.includes('@')) emails.set(email.toLowerCase(), hint);
  }
  return {
    byEmail: (email) => emails.get(email.toLowerCase()),
    byName: (name) => names.get(orderlessKey(name)),
    hasWord: (word) => words.has(word),
    isOrgEmail,
  };
}

export const NO_STAFF: StaffLookup = { byEmail: () => undefined, byName: () => undefined, hasWord: () => false, isOrgEmail: () => false };

/** E-mail addresses, from their `@` outward. [RFC 5322] 3.4.1, dot-atoms only. */
import { isWordCode } from '../fold.ts';
import { add, isTechnical, type Work } from '../work.ts';
import { valueAt, type Place, type Reading } from './read-numbers.ts';

const LOCAL_UNITS_MAX = 64;
const DOMAIN_UNITS_MAX = 190;

interface Address {
  readonly start: number;
  readonly end: number;
  readonly local: string;
  readonly domain: string;
}

export function addressAround(folded: string, at: number): Address | undefined {
  let start = at;
  while (start > 0 && at - start < LOCAL_UNITS_MAX && isLocal(folded.charCodeAt(start - 1))) start -= 1;
  while (start < at && ".-'+%/=".includes(folded[start] ?? '')) start += 1;
  let end = at + 1;
  while (end < folded.length && end - at < DOMAIN_UNITS_MAX && isDomain(folded.charCodeAt(end))) end += 1;
  while (end > at + 1 && '.-'.includes(folded[end - 1] ?? '')) end -= 1;
  if (start === at || folded[end] === '@') return undefined;
  const local = folded.slice(start, at);
  const domain = folded.slice(at + 1, end);
  const top = domain.slice(domain.lastIndexOf('.') + 1);
  if (!domain.includes('.') || !/^[a-z]{2,24}$/.test(top) || domain.includes('..')) return undefined;
  return { start, end, local, domain };
}

const isLocal = (code: number): boolean => isWordCode(code) || ".-_'+%/=&".includes(String.fromCharCode(code));
const isDomain = (code: number): boolean => isWordCode(code) || code === 0x2d || code === 0x2e || code === 0x5f;

/** An inline image's content id (`image001.png@01D8A3B2.5C6D7E80`) or a message id, which look like addresses. T033, T034 */
const NOT_MAIL = /\.(?:png|jpe?g|gif|bmp|emf|wmz)$/;
const ROLE_BOX =
  /^(?:info|support|help|helpdesk|sales|contact|admin|administrator|postmaster|webmaster|abuse|no-?reply|do-?not-?reply|billing|office|hr|it|service|customerservice|customercare|notifications?|alerts?|newsletter|news|marketing|team|mailer-daemon|root|hostmaster|listserv|majordomo|subscribe|unsubscribe)$/;
const LIST_BOX = /(?:-request|-owner|-bounces|-admin|-subscribe|-unsubscribe|-help|bounce[-+].*|.*-bounce)$/;
const RESERVED = /(?:^|\.)(?:example\.(?:com|net|org)|test|invalid|localhost)$/;

/** All addresses of the text. Dismissed with a name: ids in the dress of an address, role boxes, list machinery. */
export function findEmails(work: Work): void {
  const { folded, scan } = work;
  for (const at of scan.ats) {
    const address = addressAround(folded, at);
    if (address === undefined || work.claimed[at] === 1) continue;
    const { start, end, local, domain } = address;
    const dismissedBy = emailDismissal(work, address, folded);
    const tags = RESERVED.test(domain) ? ['reserved-domain'] : [];
    const norm = `${local}@${domain}`;
    add(work, {
      start,
      end,
      element: 'email',
      norm,
      rule: 'email.address',
      p: 0.985,
      valid: 'pass',
      tags,
      ...(dismissedBy === undefined ? {} : { dismissedBy }),
    });
  }
}

function emailDismissal(work: Work, address: Address, folded: string): string | undefined {
  const { local, start, end, domain } = address;
  if (NOT_MAIL.test(local) || /^\w{8}\.\w{8}$/.test(domain)) return 'content-id';
  if (folded.startsWith('cid:', start - 4) || folded.startsWith('mid:', start - 4)) return 'content-id';
  if (isTechnical(work, start)) return 'mail-header';
  if (folded[start - 1] === '<' && folded[end] === '>' && /\d{8,}/.test(local)) return 'message-id';
  if (ROLE_BOX.test(local)) return 'role-mailbox';
  if (LIST_BOX.test(local)) return 'list-address';
  return undefined;
}

/** The address at a labelled place. */
export function emailAt(place: Place): Reading | undefined {
  let start = valueAt(place);
  if (place.folded.startsWith('mailto:', start)) start += 7;
  const at = place.folded.indexOf('@', start);
  if (at < 0 || at > start + LOCAL_UNITS_MAX || at >= place.end) return undefined;
  const address = addressAround(place.folded, at);
  if (address === undefined || address.start !== start || NOT_MAIL.test(address.local)) return undefined;
  return { start, end: address.end, norm: `${address.local}@${address.domain}`, valid: 'pass', tags: [], alternatives: [] };
}

/** Conditions of rules and queries against a message: true, false, or unknown when only the server could tell. */
import type { MailboxMessage } from '../../model/index.ts';

export type Truth = 'yes' | 'no' | 'unknown';

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').map((one) => one.toLowerCase()) : [];
}

/** Does this rule take this message? `body` words that the subject lacks stay unknown: the text is not at hand here. */
export function ruleTakes(detail: Readonly<Record<string, unknown>>, message: MailboxMessage): Truth {
  const subject = message.subject.reveal('match').toLowerCase();
  const inSubject = words(detail['subject']);
  const inBody = words(detail['body']);
  if (inSubject.length > 0 && !inSubject.some((word) => subject.includes(word))) return 'no';
  if (detail['opaque'] === true) return 'unknown';
  if (inBody.length > 0 && !inBody.some((word) => subject.includes(word))) return 'unknown';
  return 'yes';
}

/** Does the query of a search or export find this message? Only words and `subject:` are evaluated. */
export function queryFinds(query: string, message: MailboxMessage): Truth {
  const text = query.trim();
  if (text === '' || text === '*' || text === 'all') return 'yes';
  const subject = message.subject.reveal('match').toLowerCase();
  const named = /^subject:\(?"?([^"():]{1,200})"?\)?$/i.exec(text);
  if (named !== null)
    return (named[1] ?? '')
      .toLowerCase()
      .split(/\s+/)
      .every((word) => subject.includes(word))
      ? 'yes'
      : 'no';
  if (/[:()"]|\b(?:AND|OR|NOT)\b/.test(text)) return 'unknown';
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => subject.includes(word))
    ? 'yes'
    : 'unknown';
}

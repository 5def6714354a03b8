/** A message as the maker holds it: what it shows, and what that says of whom. */
import type { Fact, Passage } from './passage.ts';
import { factsOf, textOf } from './passage.ts';

export interface Correspondent {
  readonly name: string;
  readonly address: string;
}

export interface Attached {
  readonly name: string;
  readonly mime: string;
  readonly data?: Buffer;
  /** A message inside a message. */
  readonly message?: Mail;
  readonly facts: readonly Fact[];
}

export interface Mail {
  readonly messageId: string;
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
  readonly cc: readonly Correspondent[];
  readonly subject: Passage;
  /** Without what it quotes. */
  readonly body: Passage;
  readonly quoted: Passage;
  /** In place of the text; its facts stand in `body`. */
  readonly html: string;
  readonly at: number;
  readonly folder: string;
  readonly inReplyTo: string;
  readonly messageClass: string;
  readonly attachments: readonly Attached[];
  /** Of the sender, when a member writes. */
  readonly senderFacts: readonly Fact[];
}

export interface Place {
  readonly fact: Fact;
  readonly isQuoted: boolean;
}

/** Everything a message says, its attachments and what it carries included. */
export function placesOf(mail: Mail): readonly Place[] {
  const own = [...factsOf(mail.subject), ...factsOf(mail.body), ...mail.senderFacts].map((fact): Place => ({ fact, isQuoted: false }));
  const quoted = factsOf(mail.quoted).map((fact): Place => ({ fact, isQuoted: true }));
  const inside = mail.attachments.flatMap((one): readonly Place[] =>
    one.message === undefined ? one.facts.map((fact) => ({ fact, isQuoted: false })) : placesOf(one.message),
  );
  return [...own, ...quoted, ...inside];
}

export const bodyText = (mail: Mail): string => `${textOf(mail.body)}${mail.quoted.length === 0 ? '' : `\n\n${textOf(mail.quoted)}`}`;

/** Notes on cells. Threaded comments of newer versions lie in parts of their own, which the generic reader takes. [ECMA-376-1] 18.7. */
import type { OoxmlPackage } from '../ooxml/package.ts';
import { unescape } from './strings.ts';

export interface CellComment {
  readonly cell: string;
  readonly text: string;
}

const COMMENTS_MAX = 100_000;

export function readComments(pack: OoxmlPackage, sheetPart: string): CellComment[] {
  const comments: CellComment[] = [];
  for (const relationship of pack.relationships(sheetPart)) {
    if (relationship.type !== 'comments' || relationship.external) continue;
    const part = pack.find(relationship.target);
    if (part === undefined || pack.isTaken(part)) continue;
    const authors: string[] = [];
    let [author, text, cell, body] = ['', '', '', ''];
    pack.parse(part, {
      open: (name, attributes) => {
        text = '';
        if (name !== 'comment') return;
        cell = attributes['ref'] ?? '';
        author = authors[Number(attributes['authorId'])] ?? '';
        body = '';
      },
      text: (piece) => {
        text += piece;
      },
      close: (name) => {
        if (name === 'author') authors.push(text);
        else if (name === 't') body += text;
        else if (name === 'comment' && comments.length < COMMENTS_MAX) comments.push({ cell, text: withAuthor(author, unescape(body)) });
        text = '';
      },
    });
  }
  return comments;
}

/** Programs write the author into the note itself; where they do not, he is put in front. */
function withAuthor(author: string, body: string): string {
  return author.length === 0 || body.startsWith(author) ? body : `${author}: ${body}`;
}

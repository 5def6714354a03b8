/** The score on one screen: each line a figure, what it counts, and its bar where there is one. */
import type { Score, Share } from './score.ts';

const percent = ({ got, of }: Share): string => (of === 0 ? '   –' : `${((100 * got) / of).toFixed(1)} %`);
const counted = (share: Share): string => `${share.got} of ${share.of}`;

export function scoreText(score: Score): string {
  const { people, count, roster, elements, links, reach, negatives, ledger } = score;
  const line = (name: string, share: Share, more = ''): string =>
    `  ${name.padEnd(28)}${percent(share).padStart(8)}  ${counted(share)}${more === '' ? '' : `  ${more}`}`;
  const plain = (name: string, value: string, more = ''): string =>
    `  ${name.padEnd(28)}${value.padStart(8)}${more === '' ? '' : `  ${more}`}`;
  const worst = Object.entries(elements.byKind)
    .filter(([, { recall }]) => recall.of > 0 && recall.got < recall.of)
    .sort(([, a], [, b]) => a.recall.got / a.recall.of - b.recall.got / b.recall.of)
    .slice(0, 3);
  const holds = count.low <= count.truth && count.truth <= count.high;
  return `${[
    'Score against the truth',
    line('people found', people.recall, 'bar 98 %'),
    line(
      'people right',
      people.precision,
      `bar 97 %; split ${people.splits}, strangers ${people.strangers}, nobody ${people.extra.length - people.strangers}`,
    ),
    plain(
      'people to be told',
      String(count.truth),
      `answer ${count.low} to ${count.high}, expected ${count.expected}: ${holds ? 'holds' : 'does not hold'}`,
    ),
    line('roster rows right', roster.right, `wrong row ${roster.wrong}`),
    line(
      'elements of people found',
      elements.recall,
      worst.length === 0 ? '' : `least: ${worst.map(([kind, { recall }]) => `${kind} ${percent(recall)}`).join(', ')}`,
    ),
    line('elements of people right', elements.precision),
    line('places linked', links.recall, `orphans ${links.orphans}, without support ${links.unsupported}`),
    line('places at another person', links.wrong, 'bar 0.5 %'),
    line(
      'messages, reach right',
      reach.right,
      `${Object.entries(reach.confusion)
        .map(
          ([truly, said]) =>
            `${truly}: ${Object.entries(said)
              .map(([word, n]) => `${n} ${word}`)
              .join(', ')}`,
        )
        .join('; ')}`,
    ),
    plain(
      'reached but excluded',
      String(reach.dangerous),
      `bar 0; people ${reach.people.dangerous}; not reached but not excluded: ${reach.over} messages, ${reach.people.over} people`,
    ),
    line('negatives right', negatives.right, negatives.wrong.length === 0 ? '' : `wrong: ${negatives.wrong.join(', ')}`),
    line('ledger: messages', ledger.messages),
    line('ledger: attachments', ledger.attachments, `rows without a reason ${ledger.withoutReason}`),
  ].join('\n')}\n`;
}

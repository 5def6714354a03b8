/** A mention with two people's numbers: each of them stands alone elsewhere. It joins neither; whose it is is a question. spec/resolve.md 12 T69, T72 */
import type { Profile } from '../profile.ts';
import { KEY } from '../roster/postings.ts';
import type { RosterIndex } from '../roster/roster-index.ts';

export function bridgingMentions(profiles: readonly Profile[], roster: RosterIndex): ReadonlySet<number> {
  const carriers = new Map<string, number>();
  const bearers = profiles.map((profile) => numbersOf(profile));
  for (const numbers of bearers)
    if (numbers.size === 1) for (const number of numbers) carriers.set(number, (carriers.get(number) ?? 0) + 1);
  const bridges = new Set<number>();
  bearers.forEach((numbers, at) => {
    if (numbers.size < 2) return;
    const alone = [...numbers].filter((number) => (carriers.get(number) ?? 0) > 0);
    const owners = new Set(alone.map((number) => roster.persons(KEY.id, number.slice(number.indexOf(' ') + 1), 1)[0] ?? number));
    if (owners.size > 1) bridges.add(at);
  });
  return bridges;
}

/** Labelled numbers of one scheme; of the scheme with the most. */
function numbersOf(profile: Profile): ReadonlySet<string> {
  const of = (scheme: string): Set<string> =>
    new Set(profile.ids.filter((id) => id.scheme === scheme && id.labelled).map(({ stripped }) => `${scheme} ${stripped}`));
  const [mrn, member] = [of('mrn'), of('member_id')];
  return member.size > mrn.size ? member : mrn;
}

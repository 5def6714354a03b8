/** Compares a resolution with what a trap expects; each difference in words. */
import { countIndividuals, type Resolution } from '../../src/resolve/index.ts';
import type { Individual } from '../../src/model/index.ts';
import type { Trap } from './mini.ts';

export function checkTrap({ expect, frags }: Trap, result: Resolution): string[] {
  const problems: string[] = [];
  const byId = new Map<string, Individual>(result.individuals.map((individual) => [individual.id, individual]));
  const ownerOf = new Map<string, string | undefined>(result.outcomes.map(({ fragKey, individual }) => [fragKey, individual]));
  const rowOf = (key: string): Individual | undefined => byId.get(ownerOf.get(key) ?? '');
  const say = (isFine: boolean, problem: string): void => {
    if (!isFine) problems.push(problem);
  };
  for (const group of [...(expect.groups ?? []), ...(expect.together ?? [])])
    for (const key of group)
      say(ownerOf.get(key) !== undefined && ownerOf.get(key) === ownerOf.get(group[0] ?? ''), `${key} is apart from ${group[0]}`);
  (expect.groups ?? []).forEach((group, i, groups) => {
    for (const later of groups.slice(i + 1))
      say(ownerOf.get(group[0] ?? '') !== ownerOf.get(later[0] ?? ''), `${group[0]} and ${later[0]} are one`);
  });
  for (const [a = '', b = ''] of expect.apart ?? []) say(ownerOf.get(a) !== ownerOf.get(b), `${a} and ${b} are one`);
  for (const [key, wanted] of Object.entries(expect.match ?? {})) {
    const match = rowOf(key)?.match;
    if (wanted === null) say(match?.member === undefined, `${key} is matched`);
    else if (typeof wanted === 'string')
      say(match?.member === wanted, `${key} is matched to ${match?.member ?? 'nobody'} (${match?.evidence} ${match?.p})`);
    else
      say(
        match?.state === 'ambiguous' && wanted.every((member) => match.candidates.some((candidate) => candidate.member === member)),
        `${key} is ${match?.state} (${match?.evidence} ${match?.p})`,
      );
  }
  for (const key of expect.auto ?? [])
    say(rowOf(key)?.match.state === 'auto', `${key} is not automatic (${rowOf(key)?.match.evidence} ${rowOf(key)?.match.p})`);
  for (const key of expect.never_auto ?? []) say(rowOf(key)?.match.state !== 'auto', `${key} is automatic (${rowOf(key)?.match.evidence})`);
  for (const key of expect.not_person ?? [])
    say(result.outcomes.find(({ fragKey }) => fragKey === key)?.outcome === 'not_a_person', `${key} is a person`);
  for (const kind of expect.question ?? [])
    say(
      result.questions.some((question) => question.kind === kind),
      `no question of the kind ${kind}`,
    );
  for (const [member, wanted] of Object.entries(expect.address ?? {})) {
    const row = result.individuals.find(({ rosterId }) => rosterId === member);
    const address = JSON.parse(row?.address.reveal('match') || '{}') as Record<string, string>;
    for (const [part, value] of Object.entries(wanted))
      say(address[part === 'line1' ? 'address1' : part] === value, `${part} of the address is wrong`);
  }
  const count = countIndividuals(result.individuals);
  if (expect.count?.['low_min'] !== undefined) say(count.low >= expect.count['low_min'], `low is ${count.low}`);
  if (expect.count?.['high_max'] !== undefined) say(count.high <= expect.count['high_max'], `high is ${count.high}`);
  if (expect.count?.['expected_max'] !== undefined) say(count.expected <= expect.count['expected_max'], `expected is ${count.expected}`);
  say(result.outcomes.length === frags.length, 'the ledger does not add up');
  return problems;
}

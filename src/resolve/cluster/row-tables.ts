/** Tables with one row a person: two rows are then two people. A list of results with five rows a patient is the opposite case. spec/resolve.md 4 */
import type { Mention } from '../../model/index.ts';

import type { Profile } from '../profile.ts';

const DISTINCT_SHARE = 0.98;

export function rowPerPersonTables(mentions: readonly Mention[], profiles: readonly Profile[]): ReadonlySet<string> {
  const rows = new Map<string, Map<number, string>>();
  mentions.forEach(({ table }, at) => {
    const profile = profiles[at];
    if (table === undefined || profile === undefined) return;
    const who = identityOf(profile);
    if (who === '') return;
    let known = rows.get(table.key);
    if (known === undefined) rows.set(table.key, (known = new Map()));
    if (!known.has(table.row)) known.set(table.row, who);
  });
  const found = new Set<string>();
  for (const [key, known] of rows) if (new Set(known.values()).size >= known.size * DISTINCT_SHARE) found.add(key);
  return found;
}

function identityOf(profile: Profile): string {
  const [id] = profile.ids.filter(({ labelled }) => labelled);
  if (id !== undefined) return id.value;
  const [name, birth] = [profile.names[0], profile.births[0]];
  return name === undefined || birth === undefined ? '' : `${name.given} ${name.family} ${birth.days}`;
}

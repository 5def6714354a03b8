import { buildRosterIndex, readRoster, resolveIndividuals } from './index.ts';
import { memberOf, mentionOf, miniFragments, miniRosterBytes, miniTraps, miniTruth } from '../../test/resolve/mini.ts';
const { rows } = readRoster(miniRosterBytes(), { columns: {}, rosterIndex: 0 });
const roster = buildRosterIndex(rows);
const frs = miniFragments(); const fr = new Map(frs.map(f=>[f.fragKey,f]));
const r = resolveIndividuals({ mentions: frs.map(mentionOf), roster, workforce: [], decisions: [], entityOfMention: () => 'o', asOf: '2022-05-23' });
const truth = miniTruth();
// assign each person to best row: anchor first
const order = (i: any) => i.match.state==='auto'?0: i.match.evidence==='B1'?1: i.match.evidence.startsWith('B')?2: i.flags.includes('name-only')?5: 3;
const seen = new Set<string>();
const t: Record<string, any> = {};
const show: string[] = [];
for (const i of [...r.individuals].sort((a,b)=>order(a)-order(b))) {
  const ps = [...new Set(i.mentions.map(m=>truth.get(m)!.person))];
  const fresh = ps.filter(p=>!seen.has(p)); ps.forEach(p=>seen.add(p));
  const k = `${i.match.evidence} ${i.flags.includes('name-only')?'nameonly':''}`;
  const e = t[k] ??= { rows:0, fresh:0, q:0, merged:0 };
  e.rows++; e.fresh += fresh.length; e.q += i.pDistinct ?? 1; if (ps.length>1) e.merged++;
  if ((i.match.evidence==='X' && !i.flags.includes('name-only') && fresh.length===0) ) show.push(`${(i.pDistinct??1).toFixed(2)} ${truth.get(i.mentions[0]!)!.member||'-'} ${i.mentions.map(m=>JSON.stringify(fr.get(m)!.attrs.map(a=>a.raw))).join(' ')}`);
}
console.table(t); console.log(r.individuals.length, seen.size); console.log(show.slice(0,60).join('\n'));
{ const seen2 = new Set<string>(); const bins: Record<string, any> = {}; const out: string[] = [];
for (const i of [...r.individuals].sort((a,b)=>order(a)-order(b))) {
  const ps = [...new Set(i.mentions.map(m=>truth.get(m)!.person))]; const fresh = ps.filter(p=>!seen2.has(p)).length; ps.forEach(p=>seen2.add(p));
  if (!i.flags.includes('name-only')) continue;
  const q = i.pDistinct ?? 1; const k = i.match.evidence + ' ' + (q===1?'1':q>.5?'.5-1':q>.2?'.2-.5':q>.05?'.05-.2':q>.02?'.02-.05':'<.02'); const e = bins[k] ??= {rows:0,fresh:0,q:0}; e.rows++; e.fresh+=fresh; e.q+=q;
  if (i.match.evidence==='N' && q<.5 && fresh) out.push(q.toFixed(3)+' '+fr.get(i.mentions[0]!)!.attrs.map(a=>a.raw));
  if (i.match.evidence==='X' && q===1 && !fresh) out.push('X1 '+fr.get(i.mentions[0]!)!.attrs.map(a=>a.raw));
}
console.log('BINS'); console.table(bins); console.log(out.slice(0,70).join('\n')); }

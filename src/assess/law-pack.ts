/**
 * The law as data: rules/law/*.json. A row is checked when it is loaded, and its own examples and boundaries are executed by the
 * tests. What is not in the pack is said to be undecided, never "not required".
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { assert, byText } from '../kernel/index.ts';
import { rulesFile } from '../kernel/package-root.ts';

const event = v.picklist([
  'first_access',
  'last_access',
  'discovery',
  'event_confirmed',
  'determination',
  'determination_to_notify',
  'individual_notice',
  'hhs_notice',
  'end_of_discovery_year',
]);
const unit = v.nullable(v.picklist(['calendar_days', 'business_days', 'hours']));
const clock = v.object({ amount: v.nullable(v.number()), unit, from: event, text: v.optional(v.string()) });
const threshold = v.object({ op: v.picklist(['any', 'gt', 'gte', 'lt']), n: v.number(), per: v.optional(v.string()) });
const federal = v.object({
  id: v.string(),
  cite: v.string(),
  clock,
  threshold: v.optional(threshold),
  ceiling: v.optional(clock),
  confidence: v.picklist(['A', 'B', 'C']),
});
const regulator = v.object({
  name: v.string(),
  threshold,
  deadline: clock,
  hipaa: v.optional(v.picklist(['as_state', 'exempt', 'copy_with_individuals', 'hhs_plus_5bd', 'hitech_clock'])),
});
const jurisdiction = v.object({
  code: v.string(),
  name: v.string(),
  statute: v.string(),
  lawAsOf: v.string(),
  lastAmendmentEffective: v.string(),
  personalInformation: v.record(v.string(), v.boolean()),
  trigger: v.object({ event: v.string() }),
  individuals: clock,
  regulators: v.array(regulator),
  hipaa: v.object({ individuals: v.string(), cite: v.nullable(v.string()), note: v.string() }),
  insurance: v.nullable(v.object({ law: v.string(), deadline: clock, threshold })),
  confidence: v.record(v.string(), v.string()),
  examples: v.optional(v.array(v.unknown()), []),
  boundaries: v.optional(v.array(v.unknown()), []),
});

export type LawClock = v.InferOutput<typeof clock>;
export type LawThreshold = v.InferOutput<typeof threshold>;
export type FederalRule = v.InferOutput<typeof federal>;
export type Jurisdiction = v.InferOutput<typeof jurisdiction>;
export type EventName = v.InferOutput<typeof event>;

export interface LawPack {
  readonly federal: ReadonlyMap<string, FederalRule>;
  readonly states: ReadonlyMap<string, Jurisdiction>;
}

let loaded: LawPack | undefined;

export function lawPack(): LawPack {
  loaded ??= loadLawPack();
  return loaded;
}

function loadLawPack(): LawPack {
  const folder = rulesFile('law');
  const states = new Map<string, Jurisdiction>();
  let rules: FederalRule[] = [];
  for (const name of readdirSync(folder).sort(byText)) {
    if (!name.endsWith('.json')) continue;
    const raw: unknown = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    if (name === 'us.json') rules = v.parse(v.object({ rules: v.array(federal) }), raw).rules;
    else {
      const row = v.parse(jurisdiction, raw);
      assert(name === `${row.code.toLowerCase()}.json`, 'a file of the law pack is named after its jurisdiction');
      states.set(row.code, row);
    }
  }
  return { federal: new Map(rules.map((rule) => [rule.id, rule])), states };
}

/** decisions.jsonl: append-only, hash-chained, fsynced before the answer. Deleting `.postbreach/` loses no human work. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { EXIT, OperatorError, sha256 } from '../kernel/index.ts';
import { DECISION_KINDS, type Decision, type DecisionKind } from '../model/index.ts';
import { asDiskTrouble } from './out-files.ts';
import type { CaseLayout } from './layout.ts';

export const CHAIN_START = '0'.repeat(64);
const KINDS: ReadonlySet<string> = new Set(DECISION_KINDS);

/** What `decide` takes: without seq, at, engine, prev and hash. */
export type DecisionInput = Omit<Decision, 'seq' | 'at' | 'engine' | 'prev' | 'hash'>;

export interface DecisionsReading {
  readonly decisions: readonly Decision[];
  /** Line number and reason of the first line whose chain does not hold. */
  readonly broken?: { readonly line: number; readonly why: string };
}

type Unhashed = Omit<Decision, 'hash'>;

/** SHA-256 of the line without `hash`, keys in the contract's order. */
export function decisionHash(line: Unhashed): string {
  const { seq, uuid, at, by, role, kind, key, old, new: answer, base, reason, evidence, engine, prev } = line;
  return sha256(JSON.stringify({ seq, uuid, at, by, role, kind, key, old, new: answer, base, reason, evidence, engine, prev }));
}

export function readDecisions(layout: CaseLayout): DecisionsReading {
  if (!existsSync(layout.decisions)) return { decisions: [] };
  const decisions: Decision[] = [];
  let prev = CHAIN_START;
  const lines = readFileSync(layout.decisions, 'utf8').split('\n');
  for (const [index, text] of lines.entries()) {
    if (text === '') continue;
    const decision = parseLine(text);
    if (decision === undefined) return { decisions, broken: { line: index + 1, why: 'the line is not a decision' } };
    if (decision.prev !== prev) return { decisions, broken: { line: index + 1, why: 'it does not follow from the line before' } };
    if (decision.hash !== decisionHash(decision))
      return { decisions, broken: { line: index + 1, why: 'its content is not what was hashed' } };
    decisions.push(decision);
    prev = decision.hash;
  }
  return { decisions };
}

function parseLine(text: string): Decision | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw !== 'object' || raw === null) return undefined;
    const line = raw as Partial<Decision>; // narrowed field by field below
    if (typeof line.seq !== 'number' || typeof line.uuid !== 'string' || typeof line.hash !== 'string' || typeof line.prev !== 'string')
      return undefined;
    if (typeof line.kind !== 'string' || !KINDS.has(line.kind)) return undefined;
    return {
      seq: line.seq,
      uuid: line.uuid,
      at: String(line.at ?? ''),
      by: String(line.by ?? ''),
      role: String(line.role ?? ''),
      kind: line.kind,
      key: line.key ?? null,
      old: line.old ?? null,
      new: line.new ?? null,
      base: Number(line.base ?? 0),
      reason: String(line.reason ?? ''),
      evidence: Array.isArray(line.evidence) ? line.evidence.map(String) : [],
      engine: String(line.engine ?? ''),
      prev: line.prev,
      hash: line.hash,
    };
  } catch {
    return undefined;
  }
}

/** Checks one input line of `decide`. The reason for a refusal names no value. */
export function parseDecisionInput(
  text: string,
): { readonly ok: true; readonly input: DecisionInput } | { readonly ok: false; readonly why: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, why: 'it is not JSON' };
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { ok: false, why: 'it is not an object' };
  const line = raw as Record<string, unknown>;
  if (typeof line['kind'] !== 'string' || !KINDS.has(line['kind'])) return { ok: false, why: '`kind` is not one of the contract' };
  for (const field of ['uuid', 'by'] as const) {
    if (typeof line[field] !== 'string' || line[field] === '') return { ok: false, why: `\`${field}\` is missing` };
  }
  if (!('key' in line)) return { ok: false, why: '`key` is missing' };
  return {
    ok: true,
    input: {
      uuid: String(line['uuid']),
      by: String(line['by']),
      role: typeof line['role'] === 'string' ? line['role'] : '',
      kind: line['kind'] as DecisionKind,
      key: line['key'] ?? null,
      old: line['old'] ?? null,
      new: line['new'] ?? null,
      base: Number(line['base'] ?? 0),
      reason: typeof line['reason'] === 'string' ? line['reason'] : '',
      evidence: Array.isArray(line['evidence']) ? line['evidence'].map(String) : [],
    },
  };
}

/** Appends decisions; the same uuid twice is one decision. Returns those that were new. */
export function appendDecisions(
  layout: CaseLayout,
  inputs: readonly DecisionInput[],
  facts: { readonly at: string; readonly engine: string },
): Decision[] {
  const { decisions, broken } = readDecisions(layout);
  if (broken !== undefined) {
    throw new OperatorError({
      code: 'decisions-broken',
      what: `The log of decisions is damaged: line ${broken.line}, ${broken.why}.`,
      where: layout.decisions,
      remedy: 'Nothing was added. Restore the file from a backup; `postbreach verify` shows the state.',
      exit: EXIT.mismatch,
    });
  }
  const known = new Set(decisions.map(({ uuid }) => uuid));
  let prev = decisions.at(-1)?.hash ?? CHAIN_START;
  let seq = decisions.at(-1)?.seq ?? 0;
  const added: Decision[] = [];
  for (const input of inputs) {
    if (known.has(input.uuid)) continue;
    known.add(input.uuid);
    seq += 1;
    const line: Unhashed = { seq, at: facts.at, engine: facts.engine, prev, ...input };
    const hash = decisionHash(line);
    added.push(orderedDecision({ ...line, hash }));
    prev = hash;
  }
  if (added.length === 0) return added;
  try {
    makeCaseKey(layout);
    const file = openSync(layout.decisions, 'a', 0o600);
    try {
      writeSync(file, added.map((decision) => `${JSON.stringify(decision)}\n`).join(''));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asDiskTrouble(error, layout.decisions);
  }
  return added;
}

function orderedDecision(d: Decision): Decision {
  return {
    seq: d.seq,
    uuid: d.uuid,
    at: d.at,
    by: d.by,
    role: d.role,
    kind: d.kind,
    key: d.key,
    old: d.old,
    new: d.new,
    base: d.base,
    reason: d.reason,
    evidence: d.evidence,
    engine: d.engine,
    prev: d.prev,
    hash: d.hash,
  };
}

/** 32 random bytes, made with the first decision: the key of the HMACs in decisions, in no export. */
function makeCaseKey(layout: CaseLayout): void {
  if (existsSync(layout.key)) return;
  const file = openSync(layout.key, 'wx', 0o600);
  try {
    writeSync(file, randomBytes(32));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

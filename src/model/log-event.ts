/** Canonical log events, spec/access.md 2.1. Instants are milliseconds UTC. */
import type { Sensitive } from '../kernel/index.ts';
import type { ContentId, RecordId } from './ids.ts';

export type Tri = 'yes' | 'no' | 'unknown';
export type Grade = 'A' | 'B' | 'C' | 'D';
export interface RawRef {
  readonly file: ContentId;
  /** Name of the log file as case.yaml has it. */
  readonly name: string;
  readonly adapter: string;
  readonly row: number;
  readonly byte: number;
  readonly length: number;
  readonly loss: 'none' | 'truncated' | 'lossy' | 'empty';
}
export type LogSource =
  | 'ual'
  | 'entra-signin'
  | 'entra-audit'
  | 'graph-activity'
  | 'message-trace'
  | 'mailbox-audit'
  | 'gmail'
  | 'google-login'
  | 'google-token'
  | 'google-admin'
  | 'google-takeout'
  | 'google-vault'
  | 'idp'
  | 'gateway'
  | 'iis'
  | 'httpproxy'
  | 'ews'
  | 'imap'
  | 'pop'
  | 'smtp'
  | 'snapshot'
  | 'collector-log';
export type EventKind =
  | 'bind'
  | 'sync'
  | 'send'
  | 'create'
  | 'update'
  | 'move'
  | 'soft-delete'
  | 'hard-delete'
  | 'attachment'
  | 'search'
  | 'rule'
  | 'forwarding'
  | 'transport-rule'
  | 'permission'
  | 'consent'
  | 'app-change'
  | 'sign-in'
  | 'sign-in-failed'
  | 'mfa-change'
  | 'password'
  | 'revoke'
  | 'device'
  | 'role'
  | 'audit-config'
  | 'export'
  | 'file'
  | 'share'
  | 'trace'
  | 'click'
  | 'config'
  | 'hole'
  | 'other';
export interface ItemRef {
  readonly mid?: string;
  readonly itemId?: string;
  readonly immutableId?: string;
  readonly folderId?: string;
  readonly path?: string;
  readonly bytes?: number;
  readonly subject?: Sensitive<string>;
  readonly created?: number;
}
export interface FolderRef {
  readonly id?: string;
  readonly path?: string;
  readonly leaf?: string;
}
export interface LogEvent {
  readonly id: RecordId;
  /** All rows that carried it, sorted by (name, row). */
  readonly refs: readonly RawRef[];
  readonly source: LogSource;
  readonly kind: EventKind;
  readonly op: string;
  readonly at: number;
  readonly from: number;
  readonly timeGrade: Grade;
  readonly actor: {
    readonly kind: 'user' | 'app' | 'service' | 'system' | 'unknown';
    readonly upn?: string;
    readonly oid?: string;
    readonly sid?: string;
  };
  readonly mailbox?: { readonly guid?: string; readonly upn?: string; readonly sid?: string };
  readonly logon: 'owner' | 'admin' | 'delegate' | 'transport' | 'system' | 'delegated-admin' | 'unknown';
  readonly net: { readonly ip?: string; readonly port?: number; readonly asn?: number; readonly microsoft: Tri };
  readonly auth: {
    readonly session?: string;
    readonly token?: string;
    readonly tokenIssued?: number;
    readonly app?: string;
    readonly resource?: string;
    readonly device?: string;
    readonly authType?: string;
    readonly method?: string;
    readonly error?: number;
  };
  readonly client: {
    readonly family:
      | 'owa'
      | 'outlook'
      | 'rest'
      | 'rest-system'
      | 'ews'
      | 'eas'
      | 'imap'
      | 'pop'
      | 'mobile'
      | 'powershell'
      | 'graph'
      | 'gmail'
      | 'other';
    readonly agent?: string;
    readonly os?: string;
    readonly process?: string;
  };
  readonly items: readonly ItemRef[];
  readonly folders: readonly FolderRef[];
  readonly count?: number;
  /** max(0, count − items). */
  readonly lost: number;
  readonly throttled: Tri;
  readonly result: 'ok' | 'failed' | 'interrupt' | 'unknown';
  /** What a rule, consent, permission, forwarding, search, export, audit switch or snapshot says; plain JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export type Verdict = 'accessed' | 'presumed' | 'possible' | 'unassessed' | 'excluded';
/** The contract's order, worst first. */
export const VERDICTS_WORST_FIRST = ['accessed', 'presumed', 'possible', 'unassessed', 'excluded'] as const satisfies readonly Verdict[];
export type Depth = 'listed' | 'opened' | 'synced' | 'sent-on' | 'exported' | 'deleted';

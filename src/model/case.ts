/** case.yaml after validation. Dates stay ISO text (`YYYY-MM-DD`, instants `…Z`); paths are absolute beside the path as written. */
export interface FileRef {
  /** As written in case.yaml: what people and ids see. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface MailboxConfig {
  readonly owner: { readonly name: string; readonly emails: readonly string[]; readonly role: string };
  readonly sources: readonly FileRef[];
  readonly entity?: string;
}

export interface RosterConfig {
  readonly file: FileRef;
  /** Our column → header in the file. */
  readonly columns: Readonly<Record<string, string>>;
  readonly asOf?: string;
  readonly entity?: string;
}

export interface EntityConfig {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly members?: number;
}

export interface IncidentFacts {
  readonly first_access?: string;
  readonly last_access?: string;
  readonly contained?: string;
  readonly discovered?: string;
  readonly determined?: string;
  readonly confirmed?: string;
  readonly decided?: string;
}

export interface Indicators {
  readonly ips: readonly string[];
  readonly sessions: readonly string[];
  readonly apps: readonly string[];
  readonly user_agents: readonly string[];
  readonly tokens: readonly string[];
  readonly devices: readonly string[];
}

export interface CaseConfig {
  readonly case: string;
  readonly organisation: {
    readonly name: string;
    readonly kind: string;
    readonly state: string;
    readonly members?: number;
    readonly licences?: readonly string[];
    readonly contact: Readonly<Record<string, string>>;
  };
  readonly mailboxes: readonly MailboxConfig[];
  readonly logs: readonly FileRef[];
  readonly rosters: readonly RosterConfig[];
  readonly workforce?: Pick<RosterConfig, 'file' | 'columns'>;
  readonly incident: IncidentFacts;
  readonly indicators: Indicators;
  readonly timezone: string;
  readonly passwords: readonly FileRef[];
  readonly law: {
    readonly contracts: readonly { readonly to: string; readonly amount: number; readonly unit: string; readonly from: string }[];
    readonly choices: Readonly<Record<string, string>>;
  };
  readonly letters: Readonly<Record<string, unknown>>;
  /** Always at least one: without `entities` the organisation itself, id `organisation`. */
  readonly entities: readonly EntityConfig[];
  readonly hasEntities: boolean;
  readonly patterns?: FileRef;
  readonly exclude: readonly {
    readonly name: string;
    readonly folder?: string;
    readonly before?: string;
    readonly after?: string;
    readonly sha256?: string;
  }[];
  readonly limits: Readonly<Record<string, number>>;
  /** ISO date on which clocks are read; given, or today in `timezone`. */
  readonly asOf: string;
}

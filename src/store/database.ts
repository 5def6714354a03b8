/** The embedded database of a case: one file, one writer (the coordinator). Spec platform 6. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { EXIT, OperatorError } from '../kernel/index.ts';
import { MIGRATIONS } from './schema.ts';
import { asDiskTrouble } from './out-files.ts';

export type Row = Record<string, SQLOutputValue>;

export class Database {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, options: { readonly readOnly?: boolean } = {}) {
    this.#path = path;
    try {
      this.#db = new DatabaseSync(path, { readOnly: options.readOnly ?? false });
      this.#db.exec('PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768; PRAGMA temp_store=FILE;');
      if (options.readOnly !== true) {
        this.#db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;');
        this.#migrate();
      }
    } catch (error) {
      throw asDiskTrouble(error, path);
    }
  }

  #migrate(): void {
    const version = Number(this.get('PRAGMA user_version')?.['user_version'] ?? 0);
    if (version > MIGRATIONS.length) {
      throw new OperatorError({
        code: 'newer-store',
        what: `The store of this case was written by a newer Postbreach (store version ${version}; this one knows ${MIGRATIONS.length}).`,
        where: this.#path,
        remedy: 'Use that version, or delete the folder .postbreach: it is made again from the evidence, and decisions stay.',
        exit: EXIT.usage,
      });
    }
    for (let next = version; next < MIGRATIONS.length; next += 1) {
      this.write(() => {
        this.#db.exec(MIGRATIONS[next] ?? '');
        this.#db.exec(`PRAGMA user_version=${next + 1}`);
      });
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    try {
      this.#prepare(sql).run(...values);
    } catch (error) {
      throw asDiskTrouble(error, this.#path);
    }
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values);
  }

  /** Rows one at a time; a statement of its own, so that loops may nest. */
  *each(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    yield* this.#db.prepare(sql).iterate(...values);
  }

  /** One transaction. IMMEDIATE: a deferred one that read first fails at once when another process committed meanwhile. */
  write<T>(work: () => T): T {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
    } catch (error) {
      throw asDiskTrouble(error, this.#path);
    }
    try {
      const value = work();
      this.#db.exec('COMMIT');
      return value;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw asDiskTrouble(error, this.#path);
    }
  }

  integrityProblems(): string[] {
    return this.all('PRAGMA integrity_check')
      .map((row) => String(row['integrity_check']))
      .filter((text) => text !== 'ok');
  }

  close(): void {
    this.#db.close();
  }
}

/**
 * The event log: names from a closed union, fields of numbers, booleans, ids and enums. There is no field that takes free text,
 * so no subject, file name or value can reach it. Spec platform 10.
 */
import { pino, destination, type Logger } from 'pino';

export type LogEventName =
  | 'run.started'
  | 'run.ended'
  | 'stage.started'
  | 'stage.ended'
  | 'source.recognised'
  | 'source.walked'
  | 'unit.settled'
  | 'unit.died'
  | 'unit.split'
  | 'decisions.taken'
  | 'lock.taken-over'
  | 'output.written'
  | 'fault.injected';

type Id = string & { readonly __brand: string };
export type LogField = number | boolean | Id | 'ok' | 'time' | 'memory' | 'crash' | 'inline' | 'pool' | StageName;
export type StageName =
  | 'recognise'
  | 'walk'
  | 'read'
  | 'unlock'
  | 'logs'
  | 'tables'
  | 'ledger'
  | 'access'
  | 'learn'
  | 'link'
  | 'resolve'
  | 'assess'
  | 'answer';

export interface EventLog {
  event(name: LogEventName, fields?: Readonly<Record<string, LogField>>): void;
  close(): void;
}

/** Appends to `path`, one JSON line an event, owner only. */
export function openEventLog(path: string): EventLog {
  const sink = destination({ dest: path, sync: true, append: true, mkdir: false, mode: 0o600 });
  const logger: Logger = pino({ base: null, messageKey: 'event' }, sink);
  return {
    event: (name, fields = {}) => logger.info(fields, name),
    close: () => sink.end(),
  };
}

/** For tests and for commands that keep no log. */
export const SILENT_LOG: EventLog = { event: () => undefined, close: () => undefined };

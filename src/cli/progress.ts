/** Progress on standard error: one redrawn line a stage on a terminal, plain lines elsewhere, JSON lines on request. Counts only. */
import { tickMs, type StageName } from '../kernel/index.ts';
import type { Progress } from '../pipeline/index.ts';
import { grouped } from './terminal.ts';

const REDRAW_MS = 100;
const PLAIN_MS = 10_000;
/** Before this, a rate is a guess. */
const ETA_AFTER_MS = 10_000;

export function progressFor(stream: NodeJS.WriteStream, mode: 'tty' | 'plain' | 'json' | 'quiet'): Progress {
  let current: { stage: StageName; total: number | undefined; unit: string; started: number; done: number; gaps: number } | undefined;
  let drawn = 0;
  const write = (text: string): void => {
    stream.write(text);
  };
  const line = (): string => {
    if (current === undefined) return '';
    const { stage, total, unit, started, done, gaps } = current;
    const seconds = (tickMs() - started) / 1000;
    const rate = seconds > 1 ? done / seconds : 0;
    const left =
      total !== undefined && rate > 0 && tickMs() - started > ETA_AFTER_MS ? `  about ${duration((total - done) / rate)} left` : '';
    return ` ${stage.padEnd(9)} ${grouped(done)}${total === undefined ? '' : ` of ${grouped(total)}`} ${unit}${rate > 0 ? `  ${grouped(Math.round(rate))}/s` : ''}${left}${gaps === 0 ? '' : `  ${grouped(gaps)} not read whole`}`;
  };
  const show = (isLast: boolean): void => {
    if (current === undefined || mode === 'quiet') return;
    const now = tickMs();
    if (mode === 'json') {
      if (!isLast && now - drawn < PLAIN_MS / 10) return;
      const { stage, total, unit, done, gaps, started } = current;
      write(
        `${JSON.stringify({ stage, done, total: total ?? null, unit, gaps, seconds: Number(((now - started) / 1000).toFixed(1)), end: isLast })}\n`,
      );
    } else if (mode === 'tty') {
      if (!isLast && now - drawn < REDRAW_MS) return;
      write(`\r\u001B[K${line()}${isLast ? '\n' : ''}`);
    } else {
      if (!isLast && now - drawn < PLAIN_MS) return;
      write(`${line()}${isLast ? `  ${duration((now - current.started) / 1000)}` : ''}\n`);
    }
    drawn = now;
  };
  const finish = (): void => {
    show(true);
    current = undefined;
  };
  return {
    stage(stage, total, unit) {
      finish();
      drawn = tickMs();
      current = { stage, total, unit, started: tickMs(), done: 0, gaps: 0 };
    },
    advance(done, gaps) {
      if (current === undefined) return;
      Object.assign(current, { done, gaps });
      show(false);
    },
    end: finish,
  };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

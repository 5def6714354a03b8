/** Reporter of node:test: failures in full, skipped tests with their reason, and a closing line of its own. Nothing ran = a failure. */
import type { TestEvent } from 'node:test/reporters';

export default async function* closingLine(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  const slow: { name: string; ms: number }[] = [];
  for await (const event of source) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') continue;
    if (event.type === 'test:pass') {
      if (event.data.details.type === 'suite') continue;
      if (event.data.skip !== undefined && event.data.skip !== false) skipped.push(`${event.data.name}: ${String(event.data.skip)}`);
      else passed += 1;
      if (event.data.details.duration_ms > 3000) slow.push({ name: event.data.name, ms: event.data.details.duration_ms });
    }
    if (event.type === 'test:fail') {
      if (event.data.details.type === 'suite') continue;
      failed += 1;
      const error = event.data.details.error;
      const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message;
      yield `\nFAILED ${event.data.name}\n  ${event.data.file ?? ''}:${event.data.line ?? ''}\n${cause.replace(/^/gm, '  ')}\n`;
    }
  }
  for (const line of skipped) yield `skipped  ${line}\n`;
  for (const { name, ms } of slow.sort((a, b) => b.ms - a.ms).slice(0, 5)) yield `slow  ${(ms / 1000).toFixed(1)} s  ${name}\n`;
  if (passed + failed + skipped.length === 0) {
    failed = 1;
    yield 'FAILED no test ran\n';
  }
  if (failed > 0) process.exitCode = 1;
  yield `${passed} passed, ${failed} failed, ${skipped.length} skipped\n`;
}

/** The reference case: every row that must come out, compared by its own check. Once from the mbox, once from the PST of the same messages. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, newFolder, postbreach, say, share, sharedMaterial, type Measures } from './shared.ts';

export function scoreReferenceCase(): Measures | undefined {
  const material = sharedMaterial('reference-case');
  const tools = sharedMaterial('tools');
  if (material === undefined || tools === undefined) return undefined;
  const folder = newFolder('reference');
  cpSync(material, join(folder, 'reference-case'), { recursive: true });
  cpSync(tools, join(folder, 'tools'), { recursive: true });
  command('chmod', ['-R', 'u+w', folder], folder);
  command(process.execPath, ['make.ts', '--pst', '../tools/pst-writer'], join(folder, 'reference-case'));
  const measures = { 'mbox rows right': check(folder, 'mbox'), 'pst rows right': check(folder, 'pst') };
  rmSync(folder, { recursive: true, force: true });
  return measures;
}

/** The share of expected rows that matched; any extra row is a fault too. Machines without a reader of pictures are checked as such. */
function check(folder: string, form: 'mbox' | 'pst'): number {
  const caseFolder = join(folder, form);
  cpSync(join(folder, 'reference-case/case'), caseFolder, { recursive: true });
  if (form === 'pst') {
    const config = join(caseFolder, 'case.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('evidence/dana.mbox', 'evidence/dana.pst'));
    rmSync(join(caseFolder, 'evidence/dana.mbox'));
  }
  if (!existsSync(join(caseFolder, `evidence/dana.${form}`))) throw new Error(`the maker made no ${form}`);
  postbreach('run', caseFolder, '--quiet');
  const { stdout, status } = command(process.execPath, [join(folder, 'reference-case/check.ts'), caseFolder, '--no-ocr'], folder, [0, 1]);
  const rows = [...stdout.matchAll(/^\S+\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/gm)].map((hit) => hit.slice(1).map(Number));
  const sum = (at: number): number => rows.reduce((total, row) => total + (row[at] ?? 0), 0);
  const right = share(sum(1), sum(0) + sum(4));
  say(`${form}: ${sum(1)} of ${sum(0)} expected rows, ${sum(4)} too many: ${status === 0 ? 'CHECK passed' : 'CHECK failed'}`);
  if (status !== 0) say(stdout);
  return status === 0 ? right : Math.min(right, 0.9999);
}

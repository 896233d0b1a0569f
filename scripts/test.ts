import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './lib/ensure-browser.ts';
import { playwrightTally, settle, sum, summary, type Tally, vitestTally } from './lib/test-report.ts';
import { prepareAssets } from './prepare-assets.ts';

/** `npm test`: sets up what is missing, runs every check and test in order, and ends with one line of counts. */
const REPORTS = join('.cache', 'reports');
const bin = (...path: string[]) => join('node_modules', ...path);
const BIOME = bin('@biomejs', 'biome', 'bin', 'biome');
const TSC = bin('typescript', 'bin', 'tsc');
const VITEST = bin('vitest', 'vitest.mjs');
const PLAYWRIGHT = bin('@playwright', 'test', 'cli.js');
const TSX = bin('tsx', 'dist', 'cli.mjs');

interface Step {
  title: string;
  args: string[];
  /** Counts the runner's JSON report; without it the step is one test, by its exit code. */
  tally?: (report: never) => Tally;
}

const vitest = (project: string): Step => ({
  title: `${project} tests`,
  args: [
    VITEST,
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportOf(`${project} tests`)}`,
  ],
  tally: vitestTally,
});

const STEPS: Step[] = [
  { title: 'lint and format', args: [BIOME, 'check', '.'] },
  { title: 'types', args: [TSC, '--noEmit'] },
  vitest('unit'),
  vitest('browser'),
  { title: 'build and its size', args: [TSX, join('scripts', 'build.ts')] },
  { title: 'end-to-end tests', args: [PLAYWRIGHT, 'test', '--reporter=list,json'], tally: playwrightTally },
];

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const browser = ensureBrowser();
if (browser) process.env.CHROME_PATH = browser;
await prepareAssets();

const tallies: Tally[] = [];
for (const step of STEPS) {
  console.log(`\n== ${step.title}`);
  const started = performance.now();
  const exitCode = await run(step);
  const tally = settle(count(step, exitCode), exitCode);
  tallies.push(tally);
  console.log(`== ${step.title}: ${summary(tally)} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}
const all = sum(tallies);
if (all.failed > 0) process.exitCode = 1;
console.log(`\n${summary(all)}`);

function reportOf(title: string): string {
  return join(REPORTS, `${title.replaceAll(' ', '-')}.json`);
}

function run({ title, args }: Step): Promise<number> {
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportOf(title), FORCE_COLOR: '0' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function count({ title, tally }: Step, exitCode: number): Tally | null {
  if (!tally) return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  try {
    return tally(JSON.parse(readFileSync(reportOf(title), 'utf8')) as never);
  } catch (error) {
    console.error(`${title} left no report`, error);
    return null;
  }
}

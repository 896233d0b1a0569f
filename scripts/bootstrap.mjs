// Runs a script on a machine that has Node and nothing else. Plain JavaScript without imports from npm, because it is
// what installs them: `node scripts/bootstrap.mjs start|test [arguments]`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED = [20, 19];

function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  return signal ? 1 : (status ?? 1);
}

function nodeIsNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** True when node_modules holds exactly the versions of package-lock.json (optional ones may be missing). */
function installed() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages: present } = JSON.parse(readFileSync(hidden, 'utf8'));
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (present[path]
        ? present[path].version === entry.version
        : entry.optional || entry.devOptional || entry.peer),
  );
}

const [name, ...rest] = process.argv.slice(2);
if (!/^[\w-]+$/.test(name ?? '') || !existsSync(join(root, 'scripts', `${name}.ts`))) {
  console.error('Usage: node scripts/bootstrap.mjs SCRIPT [arguments]');
  process.exit(2);
}
if (!nodeIsNewEnough()) {
  console.error(`Node ${NEEDED.join('.')} or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}
if (!installed()) {
  console.log('Installing what is missing');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const install = (...args) =>
    run(npm, [...args, '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
  // npm is strict about the lock file's entries for other platforms; what it then installs by `install` is the same.
  const code = install('ci') === 0 ? 0 : install('install', '--no-save');
  if (code !== 0) {
    console.error('The packages could not be installed. Is the npm registry reachable?');
    process.exit(code);
  }
}
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
process.exit(run(process.execPath, [tsx, join('scripts', `${name}.ts`), ...rest]));

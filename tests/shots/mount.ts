/** Mounts the app with a sample state named in the address, for pictures: `?state=reading&theme=dark#/spell`. */
import { IDLE_STATE } from '../../src/app/idle-state.ts';
import type { LiveActions, LiveState } from '../../src/app/live-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/app/settings.ts';
import '../../src/components/handspell-app.ts';
import type { HandspellTrain } from '../../src/components/train/train-screen.ts';
import { FRAME, READING, REPORT, STATUSES } from './samples.ts';
import { sampleTrain } from './train-sample.ts';

const query = new URLSearchParams(location.search);
const name = query.get('state') ?? 'idle';

function sample(): LiveState {
  if (name === 'reading') return READING;
  const [kind, code] = name.split(':');
  const status = STATUSES.find((it) => it.kind === kind && (!code || ('code' in it && it.code === code)));
  if (!status) throw new Error(`No sample ${name}`);
  const live = ['show-hand', 'move-closer', 'more-light', 'not-sure'].includes(status.kind);
  return { ...(live ? READING : IDLE_STATE), status, ...(live && { top: [], hold: null, overlay: null }) };
}

/** A dim room with a soft light: something to lay the overlay on. */
function picture(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = FRAME.width;
  canvas.height = FRAME.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No 2d context');
  const draw = () => {
    const wall = context.createLinearGradient(0, 0, FRAME.width, FRAME.height);
    wall.addColorStop(0, '#8d9aa0');
    wall.addColorStop(0.6, '#5f6a70');
    wall.addColorStop(1, '#3f474c');
    context.fillStyle = wall;
    context.fillRect(0, 0, FRAME.width, FRAME.height);
    const skin = context.createRadialGradient(330, 300, 20, 330, 320, 170);
    skin.addColorStop(0, '#c99a7c');
    skin.addColorStop(1, 'rgb(150 110 90 / 0%)');
    context.fillStyle = skin;
    context.fillRect(0, 0, FRAME.width, FRAME.height);
  };
  setInterval(draw, 100);
  draw();
  return canvas.captureStream(10);
}

/** Commits the practice word's own letters, with one miss; `half` stops in its middle. */
async function sign(how: string): Promise<void> {
  const practice = await until(() => app.shadowRoot?.querySelector('handspell-practice'));
  const tiles = await until(() =>
    practice.shadowRoot?.querySelector('letter-tiles')?.shadowRoot?.querySelector('ol'),
  );
  const word = [...tiles.children].map((tile) => tile.textContent ?? '');
  const labels = ['Q', ...word].slice(0, how === 'half' ? 1 + word.length / 2 : undefined);
  for (const [index, label] of labels.entries()) {
    app.live = {
      ...app.live,
      lastCommit: { label, sequence: index + 1, atMs: 900 * index },
    };
    await app.updateComplete;
  }
}

async function until<T>(find: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const nothing = () => undefined;
const actions: LiveActions = {
  start: async () => undefined,
  stop: nothing,
  retry: async () => undefined,
  chooseCamera: async () => undefined,
  editText: nothing,
  insertSpace: nothing,
  deleteLast: nothing,
  clear: nothing,
  undo: nothing,
  acceptSuggestion: nothing,
};

const app = document.createElement('handspell-app');
app.settings = {
  ...DEFAULT_SETTINGS,
  theme: (query.get('theme') ?? 'light') as Settings['theme'],
  language: (query.get('language') ?? 'en') as Settings['language'],
};
app.actions = actions;
app.report = REPORT;
app.deviceActions = {
  refresh: async () => undefined,
  resetModelCache: async () => undefined,
  clearData: async () => undefined,
};
app.installWay = query.has('install') ? 'prompt' : 'none';
app.updateReady = query.has('update');
app.prepareScreen = (screen, element) => {
  if (screen === 'train') void sampleTrain(element as HandspellTrain, query.get('train') ?? 'data');
};
const live = sample();
app.live = { ...live, stream: live.overlay || name.includes('-') ? picture() : null };
document.body.append(app);
if (query.has('sign')) await sign(query.get('sign') ?? '');
if (query.has('settings')) {
  await app.updateComplete;
  app.shadowRoot?.querySelector<HTMLButtonElement>('[aria-haspopup=dialog]')?.click();
}

import { seededRandom } from './random.ts';

const WALLS = ['#b9c4c4', '#c9c2b4', '#a9b7c6', '#bfb3a8', '#9fb0a4', '#cfd3d6'];

/** Paints a room out of focus: a lit wall, a few pieces of furniture without edges. */
export function paintBackdrop(canvas: OffscreenCanvas, seed: number): void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  const random = seededRandom(seed * 7919 + 17);
  const { width, height } = canvas;
  const wall = WALLS[Math.floor(random() * WALLS.length)] ?? '#b9c4c4';
  context.filter = 'none';
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  context.filter = `blur(${Math.round(height / 28)}px)`;
  for (let i = 0; i < 5; i++) {
    const w = width * (0.1 + 0.25 * random());
    const h = height * (0.12 + 0.45 * random());
    context.fillStyle = `hsl(${Math.round(random() * 360)} ${Math.round(8 + 22 * random())}% ${Math.round(35 + 45 * random())}%)`;
    context.globalAlpha = 0.35 + 0.4 * random();
    const side = random() < 0.5 ? random() * 0.25 : 0.75 + random() * 0.25;
    context.fillRect(side * width - w / 2, height * random() - h / 3, w, h);
  }
  context.globalAlpha = 1;
  context.filter = 'none';
  const light = context.createRadialGradient(
    width * (0.2 + 0.6 * random()),
    height * 0.15,
    0,
    width / 2,
    height / 2,
    width * 0.8,
  );
  light.addColorStop(0, 'rgb(255 250 240 / 0.28)');
  light.addColorStop(1, 'rgb(20 24 32 / 0.3)');
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
}

/** The page that Node drives to make pictures: it renders or composes frames and hands back JPEG bytes. */
import { HandScene, type Look, type Shot } from './scene.ts';

const scene = await HandScene.create();
let output = new OffscreenCanvas(1, 1);

async function jpeg(): Promise<string> {
  const blob = await output.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const stage = {
  setLook(look: Look): void {
    scene.setLook(look);
    output = new OffscreenCanvas(look.width, look.height);
  },
  /** Renders one picture. @returns a JPEG, base64. */
  async shoot(shot: Shot): Promise<string> {
    const context = output.getContext('2d');
    scene.render(shot);
    context?.drawImage(scene.canvas, 0, 0);
    return await jpeg();
  },
};

export type Stage = typeof stage;
Object.assign(window, { stage });

/** The page that Node drives to make pictures: it renders hands, or composes photographs, and gives JPEGs back. */
import { addNoise, meanBorder } from './picture.ts';
import { HandScene, type Look, type Shot } from './scene.ts';

/** Share of the picture's height that a photograph gets: in a crop of 1.7 times the hand, the hand then has half. */
const PHOTO_SHARE = 0.85;
const QUALITY = 0.9;

const scene = await HandScene.create();
let look: Look = { width: 640, height: 480, skin: 0, seed: 0, noise: 0 };
let taken = 0;

const output = new OffscreenCanvas(look.width, look.height);
const context = output.getContext('2d', { willReadFrequently: true });
if (!context) throw new Error('no 2D canvas');

const stage = {
  setLook(next: Look): void {
    look = next;
    taken = 0;
    output.width = look.width;
    output.height = look.height;
    scene.setLook(look);
  },

  /** Renders hands. @returns JPEGs, base64. */
  async film(shots: Shot[]): Promise<string[]> {
    const pictures: string[] = [];
    for (const shot of shots) {
      scene.render(shot);
      context.drawImage(scene.canvas, 0, 0);
      pictures.push(await develop());
    }
    return pictures;
  },

  /**
   * Puts a photograph on a plain ground of its own border's colour; without one only the ground of the last is left.
   * @param photo any image file, base64. @returns a JPEG, base64; null when the browser cannot read the photograph.
   */
  async compose(photo: string | null): Promise<string | null> {
    const image = photo === null ? null : await decode(photo);
    if (photo !== null && !image) return null;
    if (image) context.fillStyle = meanBorder(image);
    context.fillRect(0, 0, look.width, look.height);
    if (image) {
      const scale = Math.min((PHOTO_SHARE * look.height) / image.height, look.width / image.width);
      const [width, height] = [image.width * scale, image.height * scale];
      context.drawImage(image, (look.width - width) / 2, (look.height - height) / 2, width, height);
      image.close();
    }
    return await develop();
  },
};

/** Adds the camera's noise and encodes. */
async function develop(): Promise<string> {
  if (look.noise > 0 && context) {
    const pixels = context.getImageData(0, 0, look.width, look.height);
    addNoise(pixels.data, look.noise, look.seed * 1000 + taken);
    context.putImageData(pixels, 0, 0);
  }
  taken += 1;
  const blob = await output.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}

async function decode(base64: string): Promise<ImageBitmap | null> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return await createImageBitmap(new Blob([bytes])).catch(() => null);
}

export type Stage = typeof stage;
declare global {
  interface Window {
    stage: Stage;
  }
}
window.stage = stage;

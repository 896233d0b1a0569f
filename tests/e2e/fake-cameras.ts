import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';

export interface FakeCamera {
  deviceId: string;
  label: string;
  width: number;
  height: number;
  framesPerSecond: number;
}

export function fakeCamera(deviceId: string, change: Partial<FakeCamera> = {}): FakeCamera {
  return {
    deviceId,
    label: `Camera ${deviceId}`,
    width: 640,
    height: 480,
    framesPerSecond: 30,
    ...change,
  };
}

/** What a test does to the cameras, as `cameraDesk` in the page. */
export interface CameraDesk {
  plug(camera: FakeCamera): void;
  /** Pulls the plug: its track ends and it leaves the list. */
  unplug(deviceId: string): void;
  /** Another app takes it: its track ends and it cannot be opened; or gives it back. */
  take(deviceId: string, taken: boolean): void;
  /** The system withholds the picture, or gives it back. */
  mute(deviceId: string, muted: boolean): void;
  /** A hand before every camera, or an empty room. */
  showHand(shown: boolean): void;
}

declare global {
  var cameraDesk: CameraDesk;
}

/**
 * Puts drawn cameras, which show a rendered hand, in the place of the device's own: in every page of the context,
 * from its next load on. What the tools' own fake devices cannot do: be four of a kind, go away, fall silent, be 4K.
 */
export async function installCameras(context: BrowserContext, cameras: readonly FakeCamera[]): Promise<void> {
  await context.addInitScript(replaceDevices, { given: [...cameras], rendered: renderedHand() });
}

/** The same as a script that a page may load before its own. */
export function cameraScript(cameras: readonly FakeCamera[]): string {
  return `(${replaceDevices})(${JSON.stringify({ given: cameras, rendered: renderedHand() })})`;
}

function renderedHand(): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/hands/L.jpg')).toString('base64');
}

/** Runs in the page before its own scripts. */
function replaceDevices({ given, rendered }: { given: FakeCamera[]; rendered: string }): void {
  // A blank page has no devices to replace.
  if (!navigator.mediaDevices) return;
  const taken = new Set<string>();
  const open = new Map<string, MediaStreamTrack>();
  const bytes = Uint8Array.from(atob(rendered), (c) => c.charCodeAt(0));
  const picture = createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  let cameras = given;
  let handShown = true;

  const film = async (camera: FakeCamera): Promise<MediaStream> => {
    const { deviceId, width, height, framesPerSecond } = camera;
    const hand = await picture;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2D canvas');
    const side = Math.min(width, height);
    let count = 0;
    const draw = () => {
      context.fillStyle = '#b9b2a6';
      context.fillRect(0, 0, width, height);
      if (handShown) {
        // A hand turns a little: a still picture would be no second picture to record.
        context.translate(width / 2, height / 2);
        context.rotate(0.15 * Math.sin(performance.now() / 400));
        context.drawImage(hand, -side / 2, -side / 2, side, side);
        context.resetTransform();
      }
      // Every frame differs from the last, or none would be sent.
      context.fillStyle = `hsl(${(count++ * 47) % 360} 50% 50%)`;
      context.fillRect(0, 0, 8, 8);
    };
    draw();
    const stream = canvas.captureStream(framesPerSecond);
    const [track] = stream.getVideoTracks();
    if (!track) throw new Error('no track');
    const timer = setInterval(() => {
      if (track.readyState === 'ended') clearInterval(timer);
      else draw();
    }, 1000 / framesPerSecond);
    track.getSettings = () => ({ deviceId, width, height, frameRate: framesPerSecond });
    open.set(deviceId, track);
    return stream;
  };

  const end = (deviceId: string) => {
    const track = open.get(deviceId);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  };
  const changed = () => navigator.mediaDevices.dispatchEvent(new Event('devicechange'));

  navigator.mediaDevices.enumerateDevices = async () =>
    cameras.map(({ deviceId, label }) => {
      const device = { deviceId, label, groupId: '', kind: 'videoinput' as const };
      return { ...device, toJSON: () => device };
    });
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const video = constraints?.video;
    const wanted =
      typeof video === 'object' ? (video.deviceId as { ideal?: string } | undefined)?.ideal : null;
    const camera = cameras.find(({ deviceId }) => deviceId === wanted) ?? cameras[0];
    if (!camera) throw new DOMException('Requested device not found', 'NotFoundError');
    if (taken.has(camera.deviceId)) throw new DOMException('Could not start', 'NotReadableError');
    return film(camera);
  };
  globalThis.cameraDesk = {
    plug(camera) {
      cameras = [...cameras, camera];
      changed();
    },
    unplug(deviceId) {
      cameras = cameras.filter((camera) => camera.deviceId !== deviceId);
      end(deviceId);
      changed();
    },
    take(deviceId, isTaken) {
      if (isTaken) {
        taken.add(deviceId);
        end(deviceId);
      } else taken.delete(deviceId);
    },
    mute(deviceId, muted) {
      const track = open.get(deviceId);
      if (!track) throw new Error(`${deviceId} is not open`);
      track.enabled = !muted;
      Object.defineProperty(track, 'muted', { value: muted, configurable: true });
      track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
    },
    showHand(shown) {
      handShown = shown;
    },
  };
}

import type { Facing } from './open-stream.ts';

export interface CameraDevice {
  deviceId: string;
  /** As the system names it; empty until the page may use a camera. */
  label: string;
  facing: Facing | null;
}

type Devices = Pick<MediaDevices, 'enumerateDevices' | 'addEventListener' | 'removeEventListener'>;

/** The cameras there are. Without permission browsers hide names and identifiers, so ask again after `open`. */
export async function listCameras(
  devices: Pick<MediaDevices, 'enumerateDevices'> | undefined = globalThis.navigator?.mediaDevices,
): Promise<CameraDevice[]> {
  const all = (await devices?.enumerateDevices()) ?? [];
  return all
    .filter((device) => device.kind === 'videoinput')
    .map((device) => ({ deviceId: device.deviceId, label: device.label, facing: guessFacing(device) }));
}

/** Calls back with the new list whenever a camera is plugged in or out, until the signal aborts. */
export function watchCameras(
  onChange: (cameras: CameraDevice[]) => void,
  signal: AbortSignal,
  devices: Devices | undefined = globalThis.navigator?.mediaDevices,
): void {
  let latest = 0;
  const update = async (): Promise<void> => {
    const turn = ++latest;
    // A list that cannot be read now is read at the next change.
    const cameras = await listCameras(devices).catch(() => null);
    if (cameras && turn === latest && !signal.aborted) onChange(cameras);
  };
  devices?.addEventListener('devicechange', update, { signal });
}

/** Which way a camera looks: by its own word, else by its name; null for one that stands on a desk. */
export function guessFacing(
  device: Pick<MediaDeviceInfo, 'label'> & Partial<InputDeviceInfo>,
): Facing | null {
  const told: unknown = device.getCapabilities?.().facingMode?.[0];
  if (told === 'user' || told === 'environment') return told;
  if (/\b(back|rear|environment|world)\b/i.test(device.label)) return 'environment';
  if (/\b(front|user|selfie|face ?time)\b/i.test(device.label)) return 'user';
  return null;
}

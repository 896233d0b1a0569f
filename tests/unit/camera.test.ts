import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CameraErrorCode as LiveCode } from '../../src/app/live-state.ts';
import { Camera } from '../../src/camera/camera.ts';
import { guessFacing, listCameras, watchCameras } from '../../src/camera/devices.ts';
import { type CameraErrorCode, toCameraError } from '../../src/camera/errors.ts';

class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = 'live';
  muted = false;
  constructor(readonly deviceId = 'cam-1') {
    super();
  }
  stop(): void {
    this.readyState = 'ended';
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
}

function fakeStream(track = new FakeTrack()): MediaStream {
  return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
}

function devices(...answers: (MediaStream | Error | Promise<MediaStream>)[]) {
  const asked: MediaStreamConstraints[] = [];
  const getUserMedia = async (constraints?: MediaStreamConstraints) => {
    asked.push(constraints ?? {});
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
    return answer;
  };
  const enumerateDevices = async () => [{ deviceId: 'cam-1', label: 'Desk', kind: 'videoinput' }];
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices });
  return { asked, mediaDevices: mediaDevices as unknown as MediaDevices };
}

/** A prompt that is answered later. */
function prompt() {
  let answer: (stream: MediaStream) => void = () => undefined;
  const answered = new Promise<MediaStream>((resolve) => {
    answer = resolve;
  });
  return { answered, answer: (stream: MediaStream) => answer(stream) };
}

function named(name: string): Error {
  return Object.assign(new Error('no'), { name });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('errors', () => {
  it.each([
    ['NotAllowedError', 'blocked'],
    ['NotFoundError', 'no-camera'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
    ['OverconstrainedError', 'overconstrained'],
    ['SecurityError', 'security'],
    ['SomethingNew', 'unknown'],
  ])('%s is %s', (name, code) => {
    expect(toCameraError(named(name)).code).toBe(code);
  });

  it('are the codes that the interface has sentences for', () => {
    const same: [CameraErrorCode extends LiveCode ? 1 : 0, LiveCode extends CameraErrorCode ? 1 : 0] = [1, 1];
    expect(same).toEqual([1, 1]);
  });
});

describe('Camera', () => {
  it('asks with ideal constraints only, by device or by direction', async () => {
    const { asked, mediaDevices } = devices(fakeStream(), fakeStream());
    const camera = new Camera({ mediaDevices });
    await camera.start({ facing: 'environment' });
    await camera.start({ deviceId: 'x', facing: 'user' });
    expect(asked[0]?.video).toMatchObject({ facingMode: { ideal: 'environment' } });
    expect(asked[1]?.video).toMatchObject({ deviceId: { ideal: 'x' } });
    expect(JSON.stringify(asked)).not.toMatch(/exact|min|max/);
  });

  it('tells its listeners the picture, the device and the list of cameras', async () => {
    const stream = fakeStream();
    const camera = new Camera(devices(stream));
    const told = vi.fn();
    const end = camera.subscribe(told);
    await camera.start();
    expect(told.mock.lastCall?.[0]).toBe(camera.state);
    expect(camera.state).toEqual({
      stream,
      activeId: 'cam-1',
      cameras: [{ deviceId: 'cam-1', label: 'Desk', facing: null }],
      error: null,
    });
    end();
    told.mockClear();
    camera.stop();
    expect(told).not.toHaveBeenCalled();
    expect(camera.state.stream).toBe(null);
  });

  it('names every failure', async () => {
    const codeAfter = async (options: ConstructorParameters<typeof Camera>[0]) => {
      const camera = new Camera(options);
      await camera.start();
      return camera.state.error?.code;
    };
    expect(await codeAfter(devices(named('NotAllowedError')))).toBe('blocked');
    expect(await codeAfter(devices(named('NotReadableError')))).toBe('busy');
    expect(await codeAfter({ mediaDevices: undefined, isSecureContext: false })).toBe('insecure-context');
    expect(await codeAfter({ mediaDevices: undefined, isSecureContext: true })).toBe('unsupported');
  });

  it('takes any picture when the driver refuses the ideals', async () => {
    const { asked, mediaDevices } = devices(named('OverconstrainedError'), fakeStream());
    const camera = new Camera({ mediaDevices });
    await camera.start();
    expect(asked[1]?.video).toBe(true);
    expect(camera.state.error).toBe(null);
    const refused = new Camera(devices(named('OverconstrainedError'), named('OverconstrainedError')));
    await refused.start();
    expect(refused.state.error?.code).toBe('overconstrained');
  });

  it('says after 20 s that nobody answered, and still takes a late answer', async () => {
    const { answered, answer } = prompt();
    const camera = new Camera(devices(answered));
    const starting = camera.start();
    await vi.advanceTimersByTimeAsync(19_900);
    expect(camera.state.error).toBe(null);
    await vi.advanceTimersByTimeAsync(200);
    expect(camera.state.error?.code).toBe('no-answer');
    const stream = fakeStream();
    answer(stream);
    await starting;
    expect(camera.state).toMatchObject({ stream, error: null });
  });

  it('turns off a camera that arrives when nobody waits any more', async () => {
    const { answered, answer } = prompt();
    const camera = new Camera(devices(answered));
    const starting = camera.start();
    camera.stop();
    await starting;
    const track = new FakeTrack();
    answer(fakeStream(track));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(track.readyState).toBe('ended');
    expect(camera.state).toMatchObject({ stream: null, error: null });
  });

  it('stops the first camera before it opens the second', async () => {
    const first = new FakeTrack('a');
    const camera = new Camera(devices(fakeStream(first), fakeStream(new FakeTrack('b'))));
    await camera.start();
    await camera.start();
    expect(first.readyState).toBe('ended');
    expect(camera.state.activeId).toBe('b');
  });

  it('tells an unplugged camera, and closes it', async () => {
    const track = new FakeTrack();
    const camera = new Camera(devices(fakeStream(track)));
    await camera.start();
    track.dispatchEvent(new Event('ended'));
    expect(camera.state).toMatchObject({ stream: null, error: { code: 'lost' } });
  });

  it('tells a picture taken away and given back, but not a short mute', async () => {
    const track = new FakeTrack();
    const camera = new Camera(devices(fakeStream(track)));
    await camera.start();
    track.dispatchEvent(new Event('mute'));
    await vi.advanceTimersByTimeAsync(500);
    track.dispatchEvent(new Event('unmute'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(camera.state.error).toBe(null);
    track.dispatchEvent(new Event('mute'));
    await vi.advanceTimersByTimeAsync(2500);
    expect(camera.state.error?.code).toBe('lost');
    expect(camera.state.stream).not.toBe(null);
    track.dispatchEvent(new Event('unmute'));
    expect(camera.state.error).toBe(null);
  });

  it('hears nothing of a camera it stopped', async () => {
    const track = new FakeTrack();
    const camera = new Camera(devices(fakeStream(track)));
    await camera.start();
    camera.stop();
    track.dispatchEvent(new Event('mute'));
    track.dispatchEvent(new Event('ended'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(camera.state.error).toBe(null);
  });

  it('refuses a stream without a live picture', async () => {
    const track = new FakeTrack();
    track.stop();
    const camera = new Camera(devices(fakeStream(track)));
    await camera.start();
    expect(camera.state).toMatchObject({ stream: null, error: { code: 'no-camera' } });
  });
});

describe('devices', () => {
  const info = (label: string, kind = 'videoinput') => ({ deviceId: label, label, kind }) as MediaDeviceInfo;

  it('lists cameras only, and guesses where they look', async () => {
    const all = [
      info('Front Camera'),
      info('camera2 0, facing back'),
      info('Mic', 'audioinput'),
      info('Logitech C920'),
    ];
    const list = await listCameras({ enumerateDevices: async () => all });
    expect(list.map(({ label, facing }) => [label, facing])).toEqual([
      ['Front Camera', 'user'],
      ['camera2 0, facing back', 'environment'],
      ['Logitech C920', null],
    ]);
    expect(await listCameras(undefined)).toEqual([]);
  });

  it("believes the camera's own word before its name", () => {
    const getCapabilities = () => ({ facingMode: ['environment'] });
    expect(guessFacing({ label: 'Front Camera', getCapabilities })).toBe('environment');
  });

  it('follows plugging until the signal aborts', async () => {
    const target = new EventTarget();
    const source = Object.assign(target, { enumerateDevices: async () => [info('A')] });
    const life = new AbortController();
    const onChange = vi.fn();
    watchCameras(onChange, life.signal, source as unknown as MediaDevices);
    source.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(0);
    expect(onChange).toHaveBeenCalledOnce();
    life.abort();
    source.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(0);
    expect(onChange).toHaveBeenCalledOnce();
  });
});

import type { CameraErrorCode, StageStatus } from '../../app/live-state.ts';
import { formatDuration, megabytes, t } from '../../i18n/index.ts';
import type { IconName } from '../icons.ts';
import type { BrowserFamily } from './browser-family.ts';

/** What one status says on the stage. A `card` stands where the picture is missing, a `line` lies over it. */
export interface StatusMessage {
  form: 'card' | 'line';
  tone: 'calm' | 'wait' | 'warning' | 'error';
  icon: IconName;
  title: string;
  detail: string;
  /** The button that is the way out, where one helps. */
  action: { label: string; does: 'start' | 'retry' } | null;
  /** Share done in [0, 1] where it is known. */
  progress: number | null;
}

/** The sentence for a status, in the current language. */
export function statusMessage(status: StageStatus, browser: BrowserFamily): StatusMessage {
  switch (status.kind) {
    case 'idle':
      return card('calm', 'camera', t('status.idle'), t('status.idle.detail'), {
        label: t('status.idle.action'),
        does: 'start',
      });
    case 'downloading':
      return downloading(status);
    case 'download-failed':
      return card(
        'error',
        'download',
        t('status.download-failed'),
        t('status.download-failed.detail', { code: status.code }),
        again(),
      );
    case 'starting-model':
      return card(
        'wait',
        'networks',
        t('status.starting-model'),
        t('status.starting-model.detail', { step: startStep(status.detail) }),
      );
    case 'model-failed':
      return card(
        'error',
        'warning',
        t('status.model-failed'),
        t('status.model-failed.detail', { code: status.code }),
        again(),
      );
    case 'starting-camera':
      return card('wait', 'camera', t('status.starting-camera'), t('status.starting-camera.detail'));
    case 'camera-error':
      return cameraError(status.code, browser);
    case 'paused':
      return card('calm', 'pause', t('status.paused'), t('status.paused.detail'), {
        label: t('stage.resume'),
        does: 'start',
      });
    case 'recovering':
      return card('wait', 'retry', t('status.recovering'), t('status.recovering.detail'));
    case 'show-hand':
      return line('calm', 'hand', t('status.show-hand'), t('status.show-hand.detail'));
    case 'move-closer':
      return line('warning', 'closer', t('status.move-closer'), t('status.move-closer.detail'));
    case 'more-light':
      return line('warning', 'light', t('status.more-light'), t('status.more-light.detail'));
    case 'not-sure':
      return line('calm', 'hand', t('status.not-sure'), t('status.not-sure.detail'));
    case 'reading':
      return line('calm', 'check', t('status.reading'), '');
  }
}

function downloading(status: Extract<StageStatus, { kind: 'downloading' }>): StatusMessage {
  const { doneBytes, totalBytes, bytesPerSecond } = status;
  const left = ((totalBytes - doneBytes) / bytesPerSecond) * 1000;
  const detail =
    bytesPerSecond > 0
      ? t('status.downloading.detail', { rate: megabytes(bytesPerSecond), left: formatDuration(left) })
      : t('status.downloading.waiting');
  const title = t('status.downloading', { done: megabytes(doneBytes), total: megabytes(totalBytes) });
  return {
    ...card('wait', 'download', title, detail),
    progress: totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : null,
  };
}

function startStep(detail: string): string {
  switch (detail) {
    case 'reading-weights':
    case 'starting-backend':
    case 'self-test':
    case 'warming-up':
      return t(`status.starting-model.${detail}`);
    default:
      return t('status.starting-model.other');
  }
}

function cameraError(code: CameraErrorCode, browser: BrowserFamily): StatusMessage {
  if (code === 'blocked') {
    return card('error', 'camera-off', t('camera.blocked'), t(`camera.blocked.${browser}`), again());
  }
  const hopeless = code === 'insecure-context' || code === 'unsupported';
  return card(
    'error',
    'camera-off',
    t(`camera.${code}`),
    t(`camera.${code}.detail`),
    hopeless ? null : again(),
  );
}

function again(): StatusMessage['action'] {
  return { label: t('app.retry'), does: 'retry' };
}

function card(
  tone: StatusMessage['tone'],
  icon: IconName,
  title: string,
  detail: string,
  action: StatusMessage['action'] = null,
): StatusMessage {
  return { form: 'card', tone, icon, title, detail, action, progress: null };
}

function line(tone: StatusMessage['tone'], icon: IconName, title: string, detail: string): StatusMessage {
  return { form: 'line', tone, icon, title, detail, action: null, progress: null };
}

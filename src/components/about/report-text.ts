import type { DeviceReport } from '../../app/device-report.ts';

/** The report as plain English text for a person to paste, whatever the interface's language. */
export function reportText(report: DeviceReport): string {
  const { app, browser, recognizer, times, storage, cache, errors } = report;
  const lines = [
    `Handspell ${app.version}, model files ${app.cacheVersion}`,
    `Browser: ${browser.userAgent}`,
    `Isolated: ${browser.isolated}; service worker: ${browser.serviceWorker}`,
  ];
  if (recognizer) {
    lines.push(
      `Backend: ${recognizer.backend}, ${recognizer.inputSize} px, threads ${recognizer.threads}`,
      `GPU: ${recognizer.gpu ?? 'unknown'}`,
      `Network: ${recognizer.backboneId}; letters: ${recognizer.headName ?? 'default'}`,
      ...recognizer.refused.map(({ backend, reason }) => `Not used: ${backend}, ${reason}`),
    );
  } else {
    lines.push('Recognizer: not started');
  }
  if (times) {
    const parts = Object.entries(times).map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`);
    lines.push(`Times in ms: ${parts.join(', ')}`);
  }
  lines.push(
    storage
      ? `Storage: ${storage.usedBytes} of ${storage.quotaBytes} bytes, persisted: ${storage.persisted}`
      : 'Storage: unknown',
    `Model files: ${cache.doneBytes} of ${cache.totalBytes} bytes`,
    ...cache.files.map(({ path, bytes, state }) => `  ${path} ${bytes} ${state}`),
    `Errors: ${errors.length}`,
    ...errors.map(({ at, code, message }) => `  ${at} ${code} ${message}`),
  );
  return lines.join('\n');
}

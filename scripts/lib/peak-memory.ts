import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

interface ProcessInfo {
  type: string;
  id: number;
}

/**
 * The most memory that the page's process ever held, bytes: Linux keeps the mark in /proc.
 * @returns null where there is no /proc.
 */
export async function peakRendererBytes(page: Page): Promise<number | null> {
  const browser = page.context().browser();
  if (!browser) return null;
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
      processInfo: ProcessInfo[];
    };
    const peaks = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => highWaterMark(id));
    return peaks.includes(null) ? null : Math.max(...peaks.map((peak) => peak ?? 0));
  } finally {
    await session.detach();
  }
}

function highWaterMark(pid: number): number | null {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) * 1024 : null;
  } catch {
    return null;
  }
}

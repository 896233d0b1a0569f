import { expect, test } from './fixtures.ts';

const SCREENS = ['spell', 'practice', 'train', 'networks', 'about'] as const;

test('every screen opens with no foreign request, no policy violation and no error', async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  for (const screen of SCREENS) {
    await page.goto(`${server.url}#/${screen}`);
    await expect(page.locator('main h1, main h2').first(), screen).toBeVisible();
    await page.waitForTimeout(1000);
  }
  await page.goto(`${server.url}#/spell`);
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('the page is isolated and under its policy from the first load', async ({ page, server, watch }) => {
  watch.allow(/example\.com/);
  const response = await page.goto(server.url);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).toHaveCount(1);
  // What the policy forbids must fail: else the other checks would prove nothing.
  expect(await page.evaluate(() => fetch('https://example.com/').then(String, () => 'refused'))).toBe(
    'refused',
  );
});

test('another origin cannot be asked for anything', async ({ page, server, watch }) => {
  watch.allow(/example\.com|trusted-types|TrustedHTML|TrustedScript/);
  await page.goto(server.url);
  const refused = await page.evaluate(async () => {
    const outcome = async (work: () => unknown) => {
      try {
        await work();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    const image = () =>
      new Promise((resolve, reject) => {
        const element = new Image();
        element.onload = resolve;
        element.onerror = reject;
        element.src = 'https://example.com/x.png';
      });
    return {
      fetch: await outcome(() => fetch('https://example.com/')),
      image: await outcome(image),
      worker: await outcome(() => new Worker('https://example.com/worker.js')),
      html: await outcome(() => {
        document.createElement('div').innerHTML = '<b>x</b>';
      }),
      eval: await outcome(() => new Function('return 1')()),
    };
  });
  expect(refused).toEqual({
    fetch: 'refused',
    image: 'refused',
    worker: 'refused',
    html: 'refused',
    eval: 'refused',
  });
});

test('what a worker tries is seen too', async ({ page, server, watch }) => {
  watch.allow(/example\.com/);
  await page.goto(server.url);
  const answer = await page.evaluate(() => {
    const source =
      "fetch('https://example.com/from-a-worker').then(() => 'done', () => 'refused').then(postMessage)";
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    return new Promise((resolve) => {
      new Worker(url).onmessage = ({ data }) => resolve(data);
    });
  });
  expect(answer).toBe('refused');
  await expect(() => expect(watch.complaints.join()).toContain('from-a-worker')).toPass({ timeout: 10_000 });
});

test('every screen opens as the first one, from its address', async ({ page, server, context }) => {
  const signs = {
    spell: page.getByRole('textbox', { name: 'Your text' }),
    // Not the hint below it, which follows the first letter of a word drawn by lot.
    practice: page.getByRole('heading', { level: 2, name: /^Next letter: [A-Z]$/ }),
    train: page.getByRole('button', { name: /^Hold to record/ }).first(),
    networks: page.getByRole('heading', { level: 1 }),
    about: page.getByRole('button', { name: 'Copy this report' }),
  };
  for (const [screen, sign] of Object.entries(signs)) {
    await page.goto('about:blank');
    await page.goto(`${server.url}#/${screen}`);
    await expect(sign, screen).toBeVisible();
  }
  expect(context.pages()).toHaveLength(1);
});

test('the first load, before models, is under 200 kB compressed', async ({ page, server, context }) => {
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  const names = new Map<string, string>();
  let bytes = 0;
  const counted: string[] = [];
  client.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = names.get(requestId) ?? '';
    if (/\/(models|vision|tfjs|lexicon)\//.test(url)) return;
    bytes += encodedDataLength;
    counted.push(`${encodedDataLength} ${url.replace(server.url, '')}`);
  });
  await page.goto(server.url);
  await page.waitForLoadState('load');
  await page.waitForTimeout(500);
  test.info().annotations.push({ type: 'first load', description: `${bytes} bytes: ${counted.join(', ')}` });
  console.log(`first load ${(bytes / 1000).toFixed(1)} kB`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(200_000);
});

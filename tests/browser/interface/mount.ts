/** Helpers for tests of elements: mount, wait, and look through shadow roots. */
import type { LitElement } from 'lit';
import { onTestFinished, vi } from 'vitest';
import type { LiveActions } from '../../../src/app/live-state.ts';
import '../../../src/styles/base.css';
import '../../../src/styles/tokens.css';

/** Puts an element on the page for one test. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): Promise<HTMLElementTagNameMap[Tag]> {
  const element: HTMLElement = Object.assign(document.createElement(tag) as HTMLElement, properties);
  document.body.append(element);
  onTestFinished(() => element.remove());
  await settle(element);
  return element as HTMLElementTagNameMap[Tag];
}

/** Waits until the element and the elements inside it have rendered. */
export async function settle(element: Element): Promise<void> {
  const lit = element as Partial<LitElement>;
  await lit.updateComplete;
  for (const child of element.shadowRoot?.querySelectorAll('*') ?? []) {
    if (child.shadowRoot) await settle(child);
  }
}

/** The first element that matches, however deep in shadow roots. */
export function deep<E extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): E {
  const found = deepAll<E>(root, selector)[0];
  if (!found) throw new Error(`Nothing matches ${selector}`);
  return found;
}

export function deepAll<E extends Element = HTMLElement>(root: Element | ShadowRoot, selector: string): E[] {
  const scope = root instanceof Element ? (root.shadowRoot ?? root) : root;
  const here = [...scope.querySelectorAll<E>(selector)];
  const inner = [...scope.querySelectorAll('*')].filter((it) => it.shadowRoot);
  return [...here, ...inner.flatMap((it) => deepAll<E>(it, selector))];
}

/** All text that a person could read, shadow roots included, styles left out. */
export function visibleText(root: Element | ShadowRoot): string {
  const parts: string[] = [];
  const walk = (node: Node): void => {
    if (node instanceof HTMLStyleElement) return;
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.textContent ?? '');
    if (node instanceof Element) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
        parts.push(node.getAttribute(name) ?? '');
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    for (const child of node.childNodes) walk(child);
  };
  walk(root);
  return parts.join(' ').replace(/\s+/g, ' ');
}

/** The element that has the focus, however deep. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Actions that only remember their calls. */
export function fakeActions() {
  return {
    start: vi.fn(async () => undefined),
    stop: vi.fn(),
    retry: vi.fn(async () => undefined),
    chooseCamera: vi.fn(async () => undefined),
    editText: vi.fn(),
    insertSpace: vi.fn(),
    deleteLast: vi.fn(),
    clear: vi.fn(),
    undo: vi.fn(),
    acceptSuggestion: vi.fn(),
  } satisfies LiveActions;
}

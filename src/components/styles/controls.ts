import { css } from 'lit';

/** What every element shares: box model, focus rings, buttons, chips, hidden text. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }

  h1,
  h2 {
    line-height: 1.25;
    letter-spacing: -0.01em;
  }

  h1 {
    font-size: var(--text-xl);
    font-weight: 650;
  }

  h2 {
    font-size: var(--text-l);
    font-weight: 600;
  }

  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }

  h1:focus,
  h1:focus-visible {
    outline: none;
  }

  .icon {
    display: block;
    flex: none;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--unit);
    min-height: var(--target);
    min-width: var(--target);
    padding: 0 calc(2 * var(--unit));
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-weight: 550;
    text-decoration: none;
    cursor: pointer;
    touch-action: manipulation;
    transition: background-color var(--quick) var(--ease);
  }

  .button:hover:not(:disabled) {
    background: var(--accent-soft);
  }

  .button:disabled {
    color: var(--muted);
    opacity: 0.55;
    cursor: default;
  }

  .button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.primary:hover:not(:disabled) {
    background: var(--accent-strong);
  }

  .button.quiet {
    border-color: transparent;
    background: transparent;
  }

  .button.quiet:hover:not(:disabled) {
    background: var(--accent-soft);
  }

  .button.danger {
    color: var(--error);
  }

  .button.icon-only {
    padding: 0;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition-duration: 0.01ms !important;
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
    }
  }
`;

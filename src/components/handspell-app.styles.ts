import { css } from 'lit';

export const appStyles = css`
  :host {
    display: grid;
    grid-template:
      'brand tools' auto
      'main main' minmax(0, 1fr)
      'nav nav' auto
      / 1fr auto;
    height: 100vh;
    height: 100dvh;
    background: var(--canvas);
    color: var(--ink);
  }

  .skip {
    position: absolute;
    left: var(--unit);
    top: -100px;
    z-index: 20;
    padding: calc(1.5 * var(--unit)) calc(2 * var(--unit));
    border-radius: var(--radius);
    background: var(--accent);
    color: var(--on-accent);
  }

  .skip:focus {
    top: var(--unit);
  }

  header {
    grid-area: brand;
    padding-left: calc(2 * var(--unit));
    padding-top: env(safe-area-inset-top);
  }

  .brand {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-height: 52px;
    color: var(--ink);
    font-weight: 650;
    letter-spacing: -0.01em;
    text-decoration: none;
  }

  .brand img {
    width: 28px;
    height: 28px;
  }

  .tools {
    grid-area: tools;
    display: flex;
    align-items: center;
    gap: var(--unit);
    padding-right: var(--unit);
    padding-top: env(safe-area-inset-top);
  }

  .tool {
    padding: 0 10px;
    color: var(--muted);
  }

  .tool span {
    display: none;
  }

  .offline {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-left: var(--unit);
    color: var(--muted);
    font-size: var(--text-s);
    line-height: 1.25;
  }

  .offline .icon {
    width: 18px;
    height: 18px;
    color: var(--accent);
  }

  nav {
    grid-area: nav;
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    padding-bottom: env(safe-area-inset-bottom);
    border-top: 1px solid var(--line);
    background: var(--surface);
  }

  nav a {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 2px;
    min-height: 60px;
    color: var(--muted);
    font-size: 0.75rem;
    line-height: 1.3;
    text-align: center;
    text-decoration: none;
  }

  nav a:focus-visible {
    outline-offset: -3px;
    border-radius: var(--radius);
  }

  nav a .icon {
    box-sizing: content-box;
    padding: 3px 14px;
    border-radius: 16px;
    transition: background-color var(--quick) var(--ease);
  }

  nav a:hover .icon {
    background: var(--sunken);
  }

  nav a[aria-current] {
    color: var(--accent);
    font-weight: 600;
  }

  nav a[aria-current] .icon {
    background: var(--accent-soft);
  }

  main {
    grid-area: main;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 0;
    outline: none;
  }

  .stage {
    grid-row: 2;
    min-height: 0;
    overflow-y: auto;
  }

  .screen {
    min-height: 100%;
  }

  .hint {
    display: flex;
    align-items: center;
    gap: var(--unit);
    padding: 4px var(--unit) 4px calc(2 * var(--unit));
    border-bottom: 1px solid var(--line);
    background: var(--accent-soft);
  }

  .hint p {
    flex: 1;
  }

  .waiting {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: calc(2 * var(--unit));
    min-height: 100%;
    padding: calc(3 * var(--unit));
    color: var(--muted);
    text-align: center;
  }

  @media (min-width: 900px), (max-height: 520px) and (orientation: landscape) {
    :host {
      grid-template:
        'brand main' auto
        'nav main' minmax(0, 1fr)
        'tools main' auto
        / 104px minmax(0, 1fr);
    }

    header {
      display: grid;
      justify-items: center;
      padding: calc(2 * var(--unit)) 0 0;
      border-right: 1px solid var(--line);
      background: var(--surface);
    }

    .brand span {
      display: none;
    }

    .brand img {
      width: 40px;
      height: 40px;
    }

    nav {
      grid-auto-flow: row;
      grid-auto-rows: min-content;
      align-content: start;
      gap: var(--unit);
      padding: calc(2 * var(--unit)) var(--unit);
      border-top: 0;
      border-right: 1px solid var(--line);
      overflow-y: auto;
    }

    nav a {
      min-height: 64px;
      border-radius: var(--radius);
    }

    .tools {
      flex-direction: column;
      gap: var(--unit);
      padding: var(--unit) var(--unit) calc(2 * var(--unit));
      border-right: 1px solid var(--line);
      background: var(--surface);
    }

    .tool {
      flex-direction: column;
      gap: 2px;
      width: 100%;
      padding: var(--unit) 4px;
      font-size: 0.75rem;
      font-weight: 400;
    }

    .tool span {
      display: block;
    }

    .offline {
      flex-direction: column;
      padding-left: 0;
      text-align: center;
    }
  }

  /* A phone held sideways: every screen is in reach down to 320 px, and beside the notch. */
  @media (max-height: 520px) and (orientation: landscape) {
    :host {
      grid-template:
        'nav main' minmax(0, 1fr)
        'tools main' auto
        / calc(64px + env(safe-area-inset-left)) minmax(0, 1fr);
    }

    header,
    .offline,
    .tool span,
    nav a span {
      display: none;
    }

    nav {
      padding: 4px 0 0 env(safe-area-inset-left);
      gap: 0;
    }

    nav a {
      min-height: 44px;
    }

    .tools {
      gap: 0;
      padding: 0 0 4px env(safe-area-inset-left);
    }

    main {
      padding-right: env(safe-area-inset-right);
    }
  }
`;

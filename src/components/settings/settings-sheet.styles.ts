import { css } from 'lit';

export const settingsSheetStyles = css`
  dialog {
    width: min(440px, 100%);
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0 0 0 auto;
    padding: 0;
    border: 0;
    background: var(--surface);
    color: var(--ink);
  }

  dialog::backdrop {
    background: var(--shade);
  }

  dialog[open] {
    animation: slide-in 200ms var(--ease);
  }

  @keyframes slide-in {
    from {
      transform: translateX(32px);
      opacity: 0;
    }
  }

  .sheet {
    display: grid;
    grid-template-rows: auto 1fr;
    height: 100%;
  }

  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: calc(2 * var(--unit)) calc(2 * var(--unit)) calc(2 * var(--unit)) calc(3 * var(--unit));
    border-bottom: 1px solid var(--line);
  }

  .groups {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 0 calc(3 * var(--unit)) calc(4 * var(--unit));
    padding-bottom: max(calc(4 * var(--unit)), env(safe-area-inset-bottom));
  }

  section {
    display: grid;
    gap: var(--unit);
    padding: calc(3 * var(--unit)) 0;
  }

  section + section {
    border-top: 1px solid var(--line);
  }

  h3 {
    font-size: var(--text-s);
    font-weight: 600;
    letter-spacing: 0.04em;
    text-transform: uppercase;
    color: var(--muted);
  }

  .stacked {
    grid-template-columns: 1fr;
    gap: 4px;
  }

  .group {
    display: grid;
    gap: var(--unit);
  }

  @media (max-width: 599px) {
    dialog {
      width: 100%;
      height: auto;
      max-height: 92dvh;
      margin: auto 0 0;
      border-radius: var(--radius) var(--radius) 0 0;
    }

    .sheet {
      max-height: 92dvh;
    }

    @keyframes slide-in {
      from {
        transform: translateY(32px);
        opacity: 0;
      }
    }
  }
`;

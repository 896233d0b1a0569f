import { css } from 'lit';

export const aboutStyles = css`
  :host {
    display: grid;
    align-content: start;
    gap: calc(3 * var(--unit));
    max-width: 1120px;
    margin: 0 auto;
    padding: var(--unit) calc(2 * var(--unit)) calc(4 * var(--unit));
  }

  header {
    display: grid;
    justify-items: start;
    gap: var(--unit);
  }

  .intro,
  .muted {
    color: var(--muted);
  }

  .buttons,
  .deletions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--unit);
    margin-top: var(--unit);
  }

  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr));
    gap: calc(2 * var(--unit));
  }

  section {
    display: grid;
    align-content: start;
    gap: calc(1.5 * var(--unit));
    min-width: 0;
    padding: calc(3 * var(--unit));
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }

  .wide,
  .privacy {
    grid-column: 1 / -1;
  }

  .privacy p {
    max-width: 70ch;
    text-wrap: pretty;
  }

  dl div {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: calc(2 * var(--unit));
    padding: 6px 0;
  }

  dl div + div {
    border-top: 1px solid var(--line);
  }

  dt {
    color: var(--muted);
  }

  dd {
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .path {
    overflow-wrap: anywhere;
    font-family: var(--mono);
    font-size: 0.875rem;
  }

  ul {
    display: grid;
    gap: var(--unit);
    list-style: none;
  }

  li {
    overflow-wrap: anywhere;
  }

  time {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }

  @media (min-width: 900px) {
    :host {
      padding: calc(4 * var(--unit));
    }
  }

  @media (max-width: 599px) {
    section {
      padding: calc(2 * var(--unit));
    }
  }
`;

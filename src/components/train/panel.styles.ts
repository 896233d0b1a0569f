import { css } from 'lit';

/** What the panels of the Train screen share. */
export const panelStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(3 * var(--unit));
    align-content: start;
    min-width: 0;
  }

  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(1.5 * var(--unit));
    min-width: 0;
  }

  h3 {
    font-size: var(--text-m);
    font-weight: 600;
  }

  .row {
    display: flex;
    min-width: 0;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--unit);
  }

  .spread {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--unit) calc(2 * var(--unit));
  }

  .quiet-text,
  .help {
    color: var(--muted);
    font-size: 0.875rem;
    text-wrap: pretty;
  }

  ul.plain {
    display: grid;
    gap: var(--unit);
    list-style: none;
  }

  progress {
    width: 100%;
    height: 10px;
    accent-color: var(--accent);
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }

  th {
    color: var(--muted);
    font-weight: 500;
    text-align: left;
  }

  th,
  td {
    padding: 4px 8px 4px 0;
    border-bottom: 1px solid var(--line);
  }

  th.number,
  td.number {
    text-align: right;
  }

  .scroll {
    overflow: auto;
    max-width: 100%;
  }

  input[type='number'],
  input[type='text'] {
    min-height: var(--target);
    width: 100%;
    min-width: 0;
    padding: 0 calc(1.5 * var(--unit));
    border: 1px solid var(--control);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }

  details > summary {
    min-height: var(--target);
    align-content: center;
    color: var(--ink);
    cursor: pointer;
  }
`;

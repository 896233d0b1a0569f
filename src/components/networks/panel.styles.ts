import { css } from 'lit';

/** What the parts of the Networks screen share: cards, facts, bars, charts, legends. */
export const networkStyles = css`
  :host {
    display: block;
    min-width: 0;
  }

  .card {
    display: grid;
    align-content: start;
    gap: calc(2 * var(--unit));
    min-width: 0;
    padding: calc(3 * var(--unit));
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }

  .text {
    max-width: 68ch;
    text-wrap: pretty;
  }

  .muted {
    color: var(--muted);
    font-size: 0.875rem;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--unit) calc(2 * var(--unit));
  }

  h4 {
    margin: 0 0 var(--unit);
    font-size: 0.875rem;
    font-weight: 600;
  }

  .bars {
    display: grid;
    gap: 6px;
  }

  .bar {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px var(--unit);
    font-variant-numeric: tabular-nums;
  }

  .bar i {
    grid-column: 1 / -1;
    height: 10px;
    border-radius: 5px;
    background: var(--sunken);
    overflow: hidden;
  }

  .bar i::before {
    content: '';
    display: block;
    width: var(--share);
    height: 100%;
    border-radius: 5px;
    background: var(--accent);
  }

  .bar.second i::before {
    background: var(--warning);
  }

  svg {
    display: block;
    max-width: 100%;
  }

  svg text {
    fill: var(--muted);
    font: 11px var(--font);
  }

  .grid {
    stroke: var(--line);
    stroke-width: 1;
  }

  .curve {
    fill: none;
    stroke-width: 2.5;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }

  .first {
    stroke: var(--error);
  }

  .second-curve {
    stroke: var(--accent);
  }

  .third {
    stroke: var(--warning);
    stroke-dasharray: 6 4;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px calc(2 * var(--unit));
    list-style: none;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }

  .legend svg {
    display: inline-block;
    vertical-align: middle;
    margin-right: 6px;
  }

  figure {
    display: grid;
    align-content: start;
    gap: var(--unit);
    margin: 0;
    min-width: 0;
  }

  .failure {
    color: var(--error);
  }

  @media (max-width: 599px) {
    /* A chart is drawn for a wider place and shrinks: its words must not shrink with it. */
    svg[viewBox] text {
      font-size: 16px;
    }

    .card {
      padding: calc(2 * var(--unit));
    }
  }
`;

import { css } from 'lit';

/** Labelled fields: sliders, switches, selects. A field is a name, its value and the control under or beside it. */
export const fields = css`
  .field {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 4px calc(2 * var(--unit));
    min-height: var(--target);
  }

  .field output {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }

  .help {
    grid-column: 1 / -1;
    color: var(--muted);
    font-size: 0.875rem;
    text-wrap: pretty;
  }

  input[type='range'] {
    appearance: none;
    grid-column: 1 / -1;
    width: 100%;
    height: 32px;
    margin: 0;
    background: transparent;
    cursor: pointer;
  }

  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: var(--control);
  }

  input[type='range']::-moz-range-track {
    height: 4px;
    border-radius: 2px;
    background: var(--control);
  }

  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 24px;
    height: 24px;
    margin-top: -10px;
    border: 3px solid var(--surface);
    border-radius: 50%;
    background: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }

  input[type='range']::-moz-range-thumb {
    width: 18px;
    height: 18px;
    border: 3px solid var(--surface);
    border-radius: 50%;
    background: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }

  input[type='checkbox'] {
    appearance: none;
    position: relative;
    width: 48px;
    height: 28px;
    margin: 0;
    border-radius: 14px;
    background: var(--control);
    cursor: pointer;
    transition: background-color var(--quick) var(--ease);
  }

  input[type='checkbox']::after {
    content: '';
    position: absolute;
    top: 4px;
    left: 4px;
    width: 20px;
    height: 20px;
    border-radius: 50%;
    background: var(--surface);
    transition: transform var(--quick) var(--ease);
  }

  input[type='checkbox']:checked {
    background: var(--accent);
  }

  input[type='checkbox']:checked::after {
    transform: translateX(20px);
  }

  select {
    min-height: var(--target);
    max-width: 100%;
    padding: 0 40px 0 calc(1.5 * var(--unit));
    border: 1px solid var(--control);
    border-radius: var(--radius);
    appearance: none;
    background:
      linear-gradient(45deg, transparent 50%, var(--muted) 50%) right 20px center / 6px 6px no-repeat,
      linear-gradient(-45deg, transparent 50%, var(--muted) 50%) right 14px center / 6px 6px no-repeat,
      var(--surface);
    color: var(--ink);
    font: inherit;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    padding: 4px;
    gap: 4px;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .choices label {
    flex: 1 1 auto;
    position: relative;
  }

  .choices input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    appearance: none;
    border-radius: 8px;
    cursor: pointer;
  }

  .choices span {
    display: grid;
    place-items: center;
    min-height: var(--target);
    padding: 0 calc(1.5 * var(--unit));
    border-radius: 8px;
    color: var(--muted);
    text-align: center;
  }

  .choices input:checked + span {
    background: var(--surface);
    color: var(--ink);
    font-weight: 600;
    box-shadow: 0 1px 2px var(--shade);
  }

  /* Where the system sets the colours, its own controls are the ones that read. */
  @media (forced-colors: active) {
    input[type='checkbox'],
    input[type='range'],
    .choices input {
      appearance: auto;
    }

    input[type='checkbox']::after {
      display: none;
    }
  }
`;

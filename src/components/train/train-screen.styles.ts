import { css } from 'lit';

export const trainScreenStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(2 * var(--unit));
    align-content: start;
    padding: var(--unit) calc(2 * var(--unit)) calc(4 * var(--unit));
  }

  .intro {
    color: var(--muted);
    text-wrap: pretty;
  }

  .failure {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--unit);
    padding: var(--unit) calc(2 * var(--unit));
    border-radius: var(--radius);
    background: var(--error-soft);
    color: var(--error);
  }

  .capture,
  .letters,
  .steps {
    display: grid;
    gap: calc(2 * var(--unit));
    align-content: start;
    min-width: 0;
  }

  camera-stage {
    height: min(46vh, 320px);
  }

  [role='tablist'] {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 4px;
    padding: 4px;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  [role='tab'] {
    min-height: var(--target);
    border: 0;
    border-radius: 8px;
    background: transparent;
    color: var(--muted);
    font: inherit;
    cursor: pointer;
  }

  [role='tab'][aria-selected='true'] {
    background: var(--surface);
    color: var(--ink);
    font-weight: 600;
    box-shadow: 0 1px 2px var(--shade);
  }

  .card {
    padding: calc(2 * var(--unit));
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }

  @media (min-width: 900px) {
    :host {
      grid-template:
        'head head' auto
        'failure failure' auto
        'capture steps' auto
        'letters steps' auto
        'review steps' 1fr
        / minmax(0, 1fr) minmax(0, 1fr);
      gap: calc(3 * var(--unit));
      max-width: 1680px;
      margin: 0 auto;
      padding: calc(3 * var(--unit)) calc(4 * var(--unit)) calc(4 * var(--unit));
    }

    header {
      grid-area: head;
    }

    .failure {
      grid-area: failure;
    }

    .capture {
      grid-area: capture;
    }

    .letters {
      grid-area: letters;
    }

    capture-review {
      grid-area: review;
      align-content: start;
    }

    .steps {
      grid-area: steps;
    }

    camera-stage {
      height: 340px;
    }
  }

  @media (min-width: 1300px) {
    :host {
      grid-template:
        'head head head' auto
        'failure failure failure' auto
        'capture letters steps' auto
        'review letters steps' 1fr
        / minmax(0, 5fr) minmax(0, 4fr) minmax(0, 6fr);
    }
  }
`;

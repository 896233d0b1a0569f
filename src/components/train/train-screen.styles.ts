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
    height: min(34vh, 300px);
  }

  .recording {
    display: flex;
    flex-direction: column;
    gap: calc(2 * var(--unit));
    min-width: 0;
  }

  /* The camera and its button stay in sight of every letter that they record. */
  @media (min-height: 700px) and (max-width: 1299px) {
    .capture {
      position: sticky;
      top: 0;
      z-index: 1;
      padding-block: var(--unit);
      background: var(--canvas);
    }

    /* A letter that gets the focus is not hidden behind them. */
    letter-grid {
      --covered: calc(min(38vh, 340px) + 150px);
    }
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
        'recording steps' 1fr
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

    .recording {
      grid-area: recording;
    }

    .steps {
      grid-area: steps;
    }

    camera-stage {
      height: min(38vh, 340px);
    }
  }

  /* A phone held sideways: the camera beside the letters. */
  @media (max-height: 520px) and (min-width: 780px) and (max-width: 1299px) {
    :host {
      grid-template: none / minmax(0, 1fr);
    }

    :host > * {
      grid-area: auto;
    }

    .recording {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      align-items: start;
    }

    .capture {
      position: sticky;
      top: var(--unit);
    }

    capture-review {
      grid-column: 1 / -1;
    }

    camera-stage {
      height: calc(100vh - 150px);
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

    .recording {
      display: contents;
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

    camera-stage {
      height: 340px;
    }
  }
`;

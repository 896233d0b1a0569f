import { css } from 'lit';

export const practiceStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(200px, 1fr) auto;
    gap: calc(1.5 * var(--unit));
    height: 100%;
    min-height: 480px;
    padding: var(--unit) calc(2 * var(--unit)) calc(2 * var(--unit));
  }

  .task {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: var(--unit) calc(2 * var(--unit));
  }

  reference-hand {
    width: 96px;
  }

  .words p {
    min-height: 3em;
    color: var(--muted);
    text-wrap: pretty;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--unit);
  }

  .task .buttons {
    grid-column: 1 / -1;
  }

  .summary {
    display: grid;
    align-content: start;
    gap: calc(4 * var(--unit));
    max-width: 720px;
    padding-top: calc(2 * var(--unit));
  }

  @media (min-width: 900px) {
    :host {
      grid-template:
        'head head' auto
        'tiles tiles' auto
        'stage task' minmax(240px, 1fr)
        / minmax(0, 1fr) 280px;
      gap: calc(3 * var(--unit)) calc(4 * var(--unit));
      max-width: 1680px;
      margin: 0 auto;
      padding: calc(4 * var(--unit));
    }

    h1,
    letter-tiles,
    .summary {
      grid-column: 1 / -1;
    }

    .task {
      grid-template-columns: 1fr;
      align-content: start;
      gap: calc(3 * var(--unit));
    }

    reference-hand {
      width: 100%;
    }

    .task .buttons {
      flex-direction: column;
    }
  }

  @media (max-height: 520px) and (orientation: landscape) {
    :host {
      grid-template:
        'stage head' auto
        'stage tiles' auto
        'stage task' 1fr
        / minmax(0, 1fr) minmax(0, 1fr);
      min-height: 300px;
    }

    camera-stage {
      grid-area: stage;
    }

    h1 {
      grid-area: head;
    }

    letter-tiles {
      grid-area: tiles;
    }

    .task {
      grid-area: task;
    }

    .words p {
      min-height: 0;
    }
  }
`;

import { css } from 'lit';

export const spellStyles = css`
  :host {
    display: grid;
    grid-template:
      'text' auto
      'chips' auto
      'stage' minmax(160px, 1fr)
      'aside' auto
      'tools' auto
      'stats' auto
      / minmax(0, 1fr);
    gap: calc(1.5 * var(--unit));
    height: 100%;
    min-height: 420px;
    padding: var(--unit) calc(2 * var(--unit)) var(--unit);
  }

  text-panel {
    grid-area: text;
  }

  word-chips {
    grid-area: chips;
  }

  camera-stage {
    grid-area: stage;
  }

  .aside {
    grid-area: aside;
  }

  text-tools {
    grid-area: tools;
  }

  stats-line {
    grid-area: stats;
  }

  .column,
  .aside hold-slider {
    display: none;
  }

  .flying-letter {
    position: fixed;
    left: 0;
    top: 0;
    z-index: 10;
    color: var(--accent);
    font-size: var(--text-3xl);
    font-weight: 650;
    line-height: 1;
    pointer-events: none;
  }

  .aside.empty candidate-list {
    visibility: hidden;
  }

  @media (max-width: 899px) {
    .aside.empty {
      display: none;
    }
  }

  @media (min-width: 900px) {
    :host {
      grid-template:
        'text text text' auto
        'chips tools tools' auto
        'stage stage aside' minmax(240px, 1fr)
        'stats stats stats' auto
        / minmax(200px, 1fr) auto 280px;
      gap: calc(2 * var(--unit)) calc(4 * var(--unit));
      max-width: 1680px;
      margin: 0 auto;
      padding: calc(4 * var(--unit)) calc(4 * var(--unit)) calc(2 * var(--unit));
    }

    text-tools {
      min-width: 0;
    }

    .aside {
      display: flex;
      flex-direction: column;
      gap: calc(4 * var(--unit));
    }

    .row {
      display: none;
    }

    .column,
    .aside hold-slider {
      display: block;
    }
  }

  /* A phone on its side: the text beside the camera. */
  @media (max-height: 520px) and (orientation: landscape) {
    :host {
      grid-template:
        'text stage' 1fr
        'chips stage' auto
        'tools stage' auto
        'aside stage' auto
        / minmax(0, 1fr) minmax(0, 1.1fr);
      min-height: 260px;
      gap: var(--unit) calc(2 * var(--unit));
      padding: var(--unit) calc(2 * var(--unit));
    }

    .row {
      display: block;
    }

    .column,
    .aside hold-slider,
    stats-line {
      display: none;
    }
  }
`;

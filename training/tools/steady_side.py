"""How often a speller's hand is read as the other hand, frame by frame: `python -m training.tools.steady_side`.

Plays words to the vote of src/model/steady-handedness.ts, and to no vote: each letter is held, and its frames are
neighbours in a recording with the handedness and score that the landmarker printed for them. What most of a source's hands
have counts as right. No image is read.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from pathlib import Path

from ..config import Config

WORDS = 'hello world nice to meet you my name is the quick brown fox jumps over the lazy dog please spell your name'
FPS, HELD, BETWEEN_WORDS, LONGEST_LOOK = 15, 0.8, 1.5, 0.2
"""Frames a second; then seconds."""
ALIKE = 4
"""Frames that a picture stands for: recordings were thinned."""
ROUNDS = 8

Printed = dict[str, list[tuple[str, float]]]
"""Letter -> side and score of each found hand, in the order of the recording."""


def wrong_share(letters: Printed, memory: float, seed: int = 2) -> float:
    """Share of frames in %, for a vote that forgets over `memory` s; 0 takes every frame as it is printed."""
    usual = Counter(side for hands in letters.values() for side, _ in hands).most_common(1)[0][0]
    chance = random.Random(seed)
    wrong = frames = 0
    for _ in range(ROUNDS):
        balance, words = 0.0, WORDS.upper().split()
        chance.shuffle(words)
        for word in words:
            pause = BETWEEN_WORDS
            for hands in (letters[letter] for letter in word if letter in letters):
                start = chance.randrange(len(hands))
                for i in range(round(HELD * FPS)):
                    side, score = hands[(start + i // ALIKE) % len(hands)]
                    ballot, passed = score if side == 'Left' else -score, pause + 1 / FPS
                    pause = 0.0
                    if memory:
                        weight = 1 - math.exp(-min(passed, LONGEST_LOOK) / memory)
                        ballot = balance * math.exp(-passed / memory) + ballot * weight
                    balance = ballot
                    frames += 1
                    wrong += ('Left' if balance > 0 else 'Right') != usual
    return 100 * wrong / frames


def main() -> None:
    sources: dict[str, Printed] = defaultdict(lambda: defaultdict(list))
    for line in (Path(Config().data) / 'index.jsonl').read_text().splitlines():
        row = json.loads(line)
        if row['found'] and len(row['label']) == 1:
            sources[row['source']][row['label']].append((row['hand'], row['score']))
    memories = (0, 0.5, 2, 3, 5, 8)
    table = {source: [wrong_share(letters, memory) for memory in memories] for source, letters in sources.items()}
    print('memory, s'.ljust(16), *(f'{memory:6g}' for memory in memories))
    for source, shares in table.items():
        print(source.ljust(16), *(f'{share:6.1f}' for share in shares))
    print('mean'.ljust(16), *(f'{sum(column) / len(column):6.1f}' for column in zip(*table.values())))


if __name__ == '__main__':
    main()

"""Live playlists without an encoder: windows that slide over segments made before."""

import math
import os
import pathlib
import threading
import time

from lib.material import SEGMENT_SECONDS

PHASES = 16
WINDOW = 6


def playlist(published, total):
    """The text after `published` segments of a channel whose `total` segments are looped."""
    first = max(0, published - WINDOW)
    lines = ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}",
             f"#EXT-X-MEDIA-SEQUENCE:{first}",
             f"#EXT-X-DISCONTINUITY-SEQUENCE:{max(0, first - 1) // total}"]
    for number in range(first, published):
        if number and number % total == 0:
            lines.append("#EXT-X-DISCONTINUITY")
        lines += [f"#EXTINF:{SEGMENT_SECONDS:.3f},", f"{number}-{number % total:05d}.ts"]
    return "\n".join(lines) + "\n"


def published(elapsed, phase):
    return WINDOW + math.floor(elapsed / SEGMENT_SECONDS + phase / PHASES)


class PlaylistWriter:
    """A thread that writes FOLDER/SIZE/PHASE.m3u8; phase k is k/16 of a segment ahead, so that not
    all channels move at once."""

    def __init__(self, folder, totals):
        self._folder = pathlib.Path(folder)
        self._totals = totals  # size -> number of segments
        self._stop = threading.Event()
        self._last = {}
        for size in totals:
            (self._folder / size).mkdir(parents=True, exist_ok=True)
        self._start = time.monotonic()
        self._write_due()
        self._thread = threading.Thread(target=self._run, name="playlists")
        self._thread.start()

    def stop(self):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.wait(0.05):
            self._write_due()

    def _write_due(self):
        elapsed = time.monotonic() - self._start
        for phase in range(PHASES):
            count = published(elapsed, phase)
            if self._last.get(phase) == count:
                continue
            self._last[phase] = count
            for size, total in self._totals.items():
                target = self._folder / size / f"{phase}.m3u8"
                target.with_suffix(".new").write_text(playlist(count, total))
                os.replace(target.with_suffix(".new"), target)

"""The way that Vedette replaces: one ffmpeg process per stream."""

import os
import subprocess
import time

from lib.bench import row, watch
from lib.daemon import quiet_environment
from lib.window import Window

DETECT = ["-vf", "blackdetect=d=2:pix_th=0.10,freezedetect=n=-60dB:d=2",
          "-af", "silencedetect=n=-50dB:d=2"]
# Name: what stands before -i, what after it.
MODES = {
    "detect": ([], DETECT),                             # every picture, what users run
    "keyframes": (["-skip_frame", "nokey"], DETECT),
    "copy": ([], ["-c", "copy"]),                       # no look at picture or sound
}


def measure_baseline(bench, mode, size, count):
    before, after = MODES[mode]
    origin = bench.origin([size])
    children = []
    try:
        for number in range(count):
            children.append(subprocess.Popen(
                ["ffmpeg", "-hide_banner", "-nostats", "-nostdin", *before, "-i",
                 origin.url(size, number), *after, "-f", "null", "-"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=quiet_environment()))
        # It begins three segments back and decodes those 12 s at once.
        time.sleep(max(bench.warm, 20))
        window = Window({"ffmpeg": [child.pid for child in children], "origin": origin.pids()},
                        [os.getpid()])
        watch(window, bench.seconds)
        ended = sum(child.poll() is not None for child in children)
        if ended:
            raise RuntimeError(f"{ended} of {count} ffmpeg processes ended")
        return row(f"ffmpeg {mode} {size}", count, window.close(), "ffmpeg")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()
        origin.stop()

"""ffmpeg processes on the same origin."""

from lib.baseline import MODES, measure_baseline

DESCRIPTION = "one ffmpeg process per stream on the same origin"


def arguments(parser):
    parser.add_argument("--mode", choices=MODES, default="detect")
    parser.add_argument("--size", default="1080p")
    parser.add_argument("--streams", type=int, default=1)


def run(bench, options):
    return {"rows": [measure_baseline(bench, options.mode, options.size, options.streams)]}

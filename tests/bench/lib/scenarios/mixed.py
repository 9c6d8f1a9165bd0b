"""Streams of three sizes at once."""

from lib.bench import run_fleet
from lib.material import SIZES
from lib.scenarios.scale import health_checks

DESCRIPTION = "streams of 1080p, 720p and 360p mixed"


def arguments(parser):
    parser.add_argument("--streams", type=int, default=100, help="all sizes together")


def run(bench, options):
    share, rest = divmod(options.streams, len(SIZES))
    parts = [(size, share + (number < rest)) for number, size in enumerate(SIZES)]
    result = run_fleet(bench, "vedetted mixed", parts)
    return {"rows": [result], "checks": health_checks(result, options.streams)}

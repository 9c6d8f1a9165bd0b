"""Receiving only, to nowhere, with the engine's own HTTP client."""

from lib.bench import measure_floor

DESCRIPTION = "receive only: the same requests, the bytes thrown away"


def arguments(parser):
    parser.add_argument("--size", default="1080p")
    parser.add_argument("--streams", type=int, default=200)


def run(bench, options):
    return {"rows": [measure_floor(bench, options.size, options.streams)]}

"""A fleet in which every sixth stream is bad, each in its own way."""

import sys
import time

from lib import fleet
from lib.bench import measure_daemon, started_daemon
from lib.child import Child
from lib.ports import free_port
from lib.report import check
from lib.scenarios.scale import health_checks

DESCRIPTION = "good streams next to dead, slow, endless, circling, garbage and 1 GB ones"
KINDS = ("dead", "slow", "endless", "silent", "circle/a", "garbage", "huge")


def arguments(parser):
    parser.add_argument("--size", default="360p")
    parser.add_argument("--streams", type=int, default=500, help="good ones")
    parser.add_argument("--bad", type=int, default=100)


def run(bench, options):
    origin = bench.origin([options.size])
    port, dead_port = free_port(), free_port()
    script = bench.root / "tests" / "bench" / "lib" / "bad_origin.py"
    bad_server = Child([sys.executable, str(script), str(port)], bench.folder() / "bad.log")
    try:
        daemon = started_daemon(bench, options.streams + options.bad)
        try:
            good = fleet.streams(origin, options.size, options.streams, bench.depth)
            daemon.add(good)
            fleet.wait_until_running(daemon, options.streams, 60 + options.streams / 20)
            time.sleep(bench.warm)
            ids = [stream["id"] for stream in good]
            alone = measure_daemon(bench, daemon, origin, "good ones alone", ids)
            daemon.add([_bad_stream(number, port, dead_port) for number in range(options.bad)])
            time.sleep(bench.warm)
            both = measure_daemon(bench, daemon, origin, "with bad ones", ids)
            wrong = _not_found(daemon)
        finally:
            daemon.stop()
    finally:
        bad_server.stop()
        origin.stop()
    return {"rows": [alone, both], "bad_without_fault": wrong,
            "checks": [*health_checks(both, options.streams),
                       check("bad streams reported as ok", sum(wrong.values()), 0)]}


def _bad_stream(number, port, dead_port):
    kind = KINDS[number % len(KINDS)]
    at = dead_port if kind == "dead" else port
    return {"id": f"bad-{kind.partition('/')[0]}-{number}",
            "url": f"http://127.0.0.1:{at}/{kind}/{number}/index.m3u8"}


def _not_found(daemon):
    """Bad streams that look good, by kind."""
    found = {}
    for stream in daemon.pages("/api/v1/streams", "streams"):
        if stream["id"].startswith("bad-") and stream["status"]["health"] == "HEALTH_OK":
            kind = stream["id"].split("-")[1]
            found[kind] = found.get(kind, 0) + 1
    return found

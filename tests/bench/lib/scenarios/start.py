"""How soon a stream that is added to a busy daemon has its first verdict."""

import os
import time

from lib import fleet
from lib.bench import row, started_daemon
from lib.percentiles import summary
from lib.report import check
from lib.window import Window

DESCRIPTION = "first verdict after adding one stream to a busy daemon"
LONGEST = 15.0
POLL = 0.002


def arguments(parser):
    parser.add_argument("--size", default="1080p")
    parser.add_argument("--streams", type=int, default=500, help="that the daemon watches already")
    parser.add_argument("--additions", type=int, default=50)


def run(bench, options):
    origin = bench.origin([options.size])
    try:
        daemon = started_daemon(bench, options.streams + 1)
        try:
            daemon.add(fleet.streams(origin, options.size, options.streams, bench.depth))
            fleet.wait_until_running(daemon, options.streams, 60 + options.streams / 20)
            time.sleep(bench.warm)
            verdicts, late = [], 0
            window = Window({"daemon": daemon.pids(), "origin": origin.pids()}, [os.getpid()])
            for number in range(options.additions):
                took = _first_verdict(daemon, fleet.streams(
                    origin, options.size, 1, bench.depth, options.streams + number, "added")[0])
                late += took is None
                verdicts.append(LONGEST * 1000 if took is None else took)
            busy = row("busy daemon", options.streams, window.close(), "daemon")
        finally:
            daemon.stop()
    finally:
        origin.stop()
    found = summary(verdicts)
    return {"rows": [busy], "streams": options.streams, "size": options.size,
            "first_verdict_ms": found, "without_verdict": late,
            "text": f"first verdict after POST /api/v1/streams, ms: {found}",
            "checks": [check("first verdict p95, ms", found["p95"], 300)]}


def _first_verdict(daemon, stream):
    """Milliseconds from sending POST to reading that the stream runs and how it is."""
    start = time.monotonic()
    daemon.ask("POST", "/api/v1/streams", stream)
    try:
        while time.monotonic() - start < LONGEST:
            status = daemon.get("/api/v1/streams/" + stream["id"])["status"]
            if status["phase"] == "PHASE_RUNNING" and status["health"] != "HEALTH_UNKNOWN" \
                    and status["media"]["tracks"]:
                return (time.monotonic() - start) * 1000
            time.sleep(POLL)
        return None
    finally:
        daemon.ask("DELETE", "/api/v1/streams/" + stream["id"])

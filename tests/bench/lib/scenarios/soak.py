"""A fleet for a long time while faults come and go: what grows, and what the good ones notice."""

import statistics
import time

from lib import fleet, processes
from lib.bench import started_daemon
from lib.material import FAULTS
from lib.report import check

DESCRIPTION = "many streams for long, with outages, black, freeze and silence: what grows"
LOOK_SECONDS = 10
OUTAGE_EVERY, OUTAGE_SECONDS = 90, 20
EXPECTED = ("black", "freeze", "silence", "connect_error")


def arguments(parser):
    parser.add_argument("--size", default="360p")
    parser.add_argument("--streams", type=int, default=500,
                        help="a tenth has outages, a tenth faults of picture and sound (500)")


def run(bench, options):
    tenth = max(1, options.streams // 10)
    steady, shaky = bench.origin([options.size]), bench.origin([options.size, FAULTS.name])
    good = fleet.streams(steady, options.size, options.streams - 2 * tenth, bench.depth)
    bad = [*fleet.streams(shaky, options.size, tenth, bench.depth, prefix="bad"),
           *fleet.streams(shaky, FAULTS.name, tenth, bench.depth, prefix="bad")]
    ids = [stream["id"] for stream in good]
    daemon = None
    try:
        supp = bench.root / "tests" / "lib" / "tsan.supp"
        daemon = started_daemon(bench, options.streams, TSAN_OPTIONS=f"suppressions={supp}")
        daemon.add(good + bad)
        fleet.wait_until_running(daemon, options.streams, 120 + options.streams / 10)
        time.sleep(bench.warm)
        looks, outages = _watch(bench, daemon, shaky)
        phases = fleet.snapshot(daemon)[0]
        running = sum(phases[name]["phase"] == "PHASE_RUNNING" for name in ids)
        good_events, bad_events = fleet.events(daemon, "good"), fleet.events(daemon, "bad")
        alarms = fleet.alarms(daemon, "good")
    finally:
        code = daemon.stop(120) if daemon else -1
        steady.stop()
        shaky.stop()
    reports = daemon.child.log.read_text(errors="replace").count("Sanitizer: ")
    third = len(looks) // 3
    rows = [_row(what, part) for what, part in (
        ("first third", looks[:third]), ("second third", looks[third:2 * third]),
        ("last third", looks[2 * third:]))]
    grown = 100 * (rows[2]["mean_pss_mb"] / rows[1]["mean_pss_mb"] - 1)
    return {"rows": rows, "looks": looks, "outages": outages, "bad_events": bad_events, "checks": [
        check("memory of the last third over the second, %", round(grown, 2), 3),
        check("threads more than in the second third", rows[2]["threads"] - rows[1]["threads"], 0),
        check("descriptors more than in the second third",
              rows[2]["descriptors"] - rows[1]["descriptors"], 0),
        check("good streams that do not run", len(ids) - running, 0),
        check("alarms on good streams", sum(alarms.values()), 0),
        check("events of warning or worse on good streams", sum(good_events.values()), 0),
        check("kinds of faults not found", sum(kind not in bad_events for kind in EXPECTED), 0),
        check("reports of a sanitizer", reports, 0),
        check("exit code", abs(code), 0)]}


def _watch(bench, daemon, shaky):
    """Looks every LOOK_SECONDS; `shaky` goes away for a while now and then."""
    looks, outages = [], 0
    start, is_down = time.monotonic(), False
    cpu = processes.Cpu(daemon.pid)
    while (now := time.monotonic() - start) < bench.seconds:
        wants_down = now % OUTAGE_EVERY >= OUTAGE_EVERY - OUTAGE_SECONDS
        if wants_down != is_down:
            shaky.stop_server() if wants_down else shaky.start()
            outages += wants_down
            is_down = wants_down
        time.sleep(LOOK_SECONDS)
        after = processes.Cpu(daemon.pid)
        looks.append({"seconds": round(time.monotonic() - start),
                      "core_percent": round(100 * after.since(cpu) / LOOK_SECONDS, 1),
                      "pss_mb": round(processes.memory(daemon.pid).pss_kb / 1024, 1),
                      "threads": processes.threads(daemon.pid),
                      "descriptors": processes.descriptors(daemon.pid),
                      "up": fleet.count_up(daemon)})
        cpu = after
        if len(looks) % 30 == 0:
            bench.say(f"{looks[-1]}")
    if is_down:
        shaky.start()
        time.sleep(LOOK_SECONDS)
    return looks, outages


def _row(what, looks):
    return {"what": what, "seconds": LOOK_SECONDS * len(looks),
            "core_percent": statistics.fmean(look["core_percent"] for look in looks),
            "mean_pss_mb": round(statistics.fmean(look["pss_mb"] for look in looks), 1),
            "pss_mb": max(look["pss_mb"] for look in looks),
            "threads": max(look["threads"] for look in looks),
            "descriptors": max(look["descriptors"] for look in looks)}

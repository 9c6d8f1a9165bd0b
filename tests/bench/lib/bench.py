"""What all scenarios share: where things are, what was asked for, and the three measurements."""

import dataclasses
import math
import os
import pathlib
import subprocess
import tempfile
import threading
import time

from lib import fleet, prometheus, processes
from lib.daemon import Daemon, quiet_environment
from lib.origin import Origin
from lib.window import Window

SAMPLE_SECONDS = 10


@dataclasses.dataclass
class Bench:
    """One call of the program. `work` is a temporary folder that the caller removes."""

    root: pathlib.Path
    build: pathlib.Path
    work: pathlib.Path
    material: object
    seconds: float
    warm: float
    depth: str
    hosts: int

    def folder(self):
        """A new folder for one measurement."""
        return pathlib.Path(tempfile.mkdtemp(dir=self.work))

    def origin(self, sizes):
        self.material.prepare(sizes)
        return Origin(self.folder(), self.material, sizes, self.hosts)

    def daemon(self, **settings):
        return Daemon(self.program("vedetted"), self.folder(), **settings)

    def program(self, name):
        path = self.build / "bin" / name
        if not path.exists():
            raise RuntimeError(f"{path} is not built: deploy/run --build-only, or "
                               "cmake --preset release && ninja -C build/release " + name)
        return path

    def say(self, text):
        print(f"  {text}", flush=True)


def row(what, streams, window, subject, origin_name="origin"):
    """The figures that every measurement has. `subject`: the group of processes that is judged."""
    used = window["processes"][subject]
    result = {
        "what": what, "streams": streams, "seconds": window["seconds"],
        "core_percent": used["core_percent"],
        "core_percent_per_stream": round(used["core_percent"] / max(streams, 1), 4),
        "pss_mb": round(used["pss_kb"] / 1024, 1),
        "pss_kb_per_stream": round(used["pss_kb"] / max(streams, 1), 1),
        "threads": used["threads"], "descriptors": used["descriptors"],
        "noisy": window["noisy"], "window": window,
    }
    if origin_name in window["processes"]:
        result["origin_core_percent"] = window["processes"][origin_name]["core_percent"]
    return result


def watch(window, seconds, each=None):
    """Lets a window run, looking at memory now and then."""
    while True:
        left = seconds - window.seconds()
        if left <= 0:
            return
        time.sleep(min(SAMPLE_SECONDS, left))
        window.sample()
        if each:
            each()


def measure_daemon(bench, daemon, origin, what, watched):
    """`watched`: ids of the good streams, which all run. Alarms and events are those of the whole
    life of the daemon, the start included."""
    before, waits = fleet.snapshot(daemon), prometheus.buckets(daemon.metrics(), fleet.WAITS)
    requests = origin.requests()
    window = Window({"daemon": daemon.pids(), "origin": origin.pids()}, [os.getpid()])
    active = []
    watch(window, bench.seconds, lambda: active.append(
        daemon.get("/api/v1/info/monitoring")["monitoring"]["active"]))
    closed = window.close()
    answered = origin.requests() - requests
    counts = prometheus.difference(waits, prometheus.buckets(daemon.metrics(), fleet.WAITS))
    after = fleet.snapshot(daemon)
    found = fleet.events(daemon, "good")
    result = row(what, len(after[0]), closed, "daemon")
    result |= {
        "idle_pss_mb": round(daemon.idle_pss_kb / 1024, 1),
        "added_pss_kb_per_stream": round(
            (closed["processes"]["daemon"]["pss_kb"] - daemon.idle_pss_kb) / len(after[0]), 1),
        "running": sum(after[0][name]["phase"] == "PHASE_RUNNING" for name in watched),
        "least_active": min(active, default=0),
        "received_mbit_per_stream": round(fleet.received_mbit(before, after, watched), 2),
        "origin_requests_per_second": round(answered / closed["seconds"], 1),
        "jobs": counts[-1][1] if counts else 0,
        "job_wait_ms": {name: _milliseconds(prometheus.percentile(counts, share))
                        for name, share in (("p50", .5), ("p95", .95), ("p99", .99), ("max", 1))},
        "least_coverage": round(min((after[0][name]["coverage"]["share"] for name in watched),
                                    default=0), 3),
        # At the end of the window: looked at with less than the whole effort, or less deeply.
        "in_samples": sum(after[0][name]["coverage"]["thrifty"] for name in watched),
        "lowered": sum(after[0][name]["coverage"]["tier"] != bench.depth for name in watched),
        "alarms": fleet.alarms(daemon, "good"), "events": found, "missed": fleet.missed(found),
        "left_out": int(prometheus.value(daemon.metrics(), "vedette_media_left_out_total")),
    }
    return result


BEYOND_MS = 999999  # longer than the last limit of the histogram, 16 s


def _milliseconds(seconds):
    if seconds is None:
        return None
    return BEYOND_MS if math.isinf(seconds) else round(seconds * 1000)


def run_fleet(bench, what, parts, places=0):
    """Origin and daemon with `parts` = [(size, count), ...], from start to stop. `places`: for how
    many streams the daemon is set up, at least."""
    total = sum(count for _, count in parts)
    origin = bench.origin([size for size, _ in parts])
    try:
        daemon = started_daemon(bench, max(total, places))
        try:
            watched = []
            for size, count in parts:
                streams = fleet.streams(origin, size, count, bench.depth)
                daemon.add(streams)
                watched += [stream["id"] for stream in streams]
            took = fleet.wait_until_running(daemon, total, 60 + total / 20)
            bench.say(f"{what}: all running after {took:.1f} s")
            time.sleep(bench.warm)
            result = measure_daemon(bench, daemon, origin, what, watched)
            result["seconds_until_running"] = round(took, 1)
            sizes = sum(bench.material.bitrate_bps(size) * count for size, count in parts)
            result["sent_mbit_per_stream"] = round(sizes / total / 1e6, 2)
            return result
        finally:
            daemon.stop()
    finally:
        origin.stop()


def started_daemon(bench, streams, **settings):
    """With a place for each stream, and its memory before the first one as `idle_pss_kb`. The
    default number of places stays where it suffices: it decides the number of threads."""
    daemon = bench.daemon(**settings)
    if daemon.places() < streams:
        daemon.stop()
        daemon = bench.daemon(MAX_CONCURRENT_MONITORS=streams, **settings)
    daemon.idle_pss_kb = processes.memory(daemon.pid).pss_kb
    return daemon


class Floor:
    """receive_floor on some channels."""

    def __init__(self, bench, urls):
        self.process = subprocess.Popen([str(bench.program("receive_floor"))],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=quiet_environment())
        self.process.stdin.write("\n".join(urls) + "\n")
        self.process.stdin.close()
        self.counts = [0, 0, 0, 0]  # bytes, segments, playlists, errors
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.counts = [int(value) for value in line.split()]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self._reader.join()


def measure_floor(bench, size, count):
    origin = bench.origin([size])
    floor = Floor(bench, [origin.url(size, number) for number in range(count)])
    try:
        time.sleep(bench.warm + count * 0.005)
        before = list(floor.counts)
        window = Window({"floor": [floor.process.pid], "origin": origin.pids()}, [os.getpid()])
        watch(window, bench.seconds)
        after = list(floor.counts)
        closed = window.close()
        received = (after[0] - before[0]) * 8 / 1e6 / closed["seconds"] / count
        return row(f"floor {size}", count, closed, "floor") | {
            "received_mbit_per_stream": round(received, 2),
            "sent_mbit_per_stream": round(bench.material.bitrate_bps(size) / 1e6, 2),
            "segments": after[1] - before[1], "playlists": after[2] - before[2],
            "errors": after[3] - before[3]}
    finally:
        floor.stop()
        origin.stop()

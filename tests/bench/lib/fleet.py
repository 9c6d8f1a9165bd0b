"""The streams of one run: their configuration, and what the daemon says about them."""

import collections
import time

from lib import prometheus

MISSED = ("hls_segment_missing", "hls_segment_invalid", "ts_continuity", "timestamp_gap")
WAITS = "vedette_job_wait_seconds"


def streams(origin, size, count, depth, first=0, prefix="good"):
    return [{"id": f"{prefix}-{size}-{number}", "url": origin.url(size, number), "depth": depth}
            for number in range(first, first + count)]


def count_running(daemon):
    return int(prometheus.value(daemon.metrics(), "vedette_streams", phase="running"))


def count_up(daemon):
    """Streams that run and are not down: datagram streams stay in phase running without data."""
    return int(sum(value for _, value in daemon.metrics().get("vedette_stream_up", [])))


def wait_until_running(daemon, wanted, seconds, count=count_running):
    """Until `wanted` streams are in phase running (or what `count` counts). The time it took, or
    RuntimeError with the reasons."""
    start = time.monotonic()
    while True:
        running = count(daemon)
        if running >= wanted:
            return time.monotonic() - start
        if not daemon.child.alive():
            raise RuntimeError("vedetted ended:\n" + daemon.child.tail())
        if time.monotonic() - start > seconds:
            raise RuntimeError(f"{running} of {wanted} streams run after {seconds:.0f} s: "
                               + reasons(daemon))
        time.sleep(0.5)


def reasons(daemon):
    """Why streams do not run, the most frequent first."""
    found = collections.Counter(
        stream["status"]["phase"] + " " + stream["status"]["lastError"][:100]
        for stream in daemon.pages("/api/v1/streams", "streams")
        if stream["status"]["phase"] != "PHASE_RUNNING")
    return "; ".join(f"{count} x {what}" for what, count in found.most_common(3))


def snapshot(daemon):
    """{id: status} of all streams, and when."""
    return ({stream["id"]: stream["status"]
             for stream in daemon.pages("/api/v1/streams", "streams")}, time.monotonic())


def received_mbit(before, after, ids=None):
    """Mean rate per stream between two snapshots."""
    (old, start), (new, end) = before, after
    ids = [name for name in (ids or old) if name in old and name in new]
    if not ids:
        return 0.0
    grown = sum(int(new[name]["metrics"]["bytesReceived"]) -
                int(old[name]["metrics"]["bytesReceived"]) for name in ids)
    return grown * 8 / 1e6 / (end - start) / len(ids)


def alarms(daemon, prefix=""):
    """Alarms now raised or clearing, by check."""
    return dict(collections.Counter(alarm["check"] for alarm
                                    in daemon.pages("/api/v1/alarms", "alarms")
                                    if alarm["streamId"].startswith(prefix)))


def events(daemon, prefix=""):
    """Events of warning or worse, by check."""
    found = daemon.pages("/api/v1/events", "events", filter="severity >= SEVERITY_WARNING")
    return dict(collections.Counter(event["check"] for event in found
                                    if event["streamId"].startswith(prefix)))


def missed(found):
    """How many of these events say that media did not arrive whole."""
    return sum(found.get(check, 0) for check in MISSED)

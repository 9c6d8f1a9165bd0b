"""Senders of every protocol that go away and come back: nothing may be left behind."""

import time

from lib import fleet, processes
from lib.bench import started_daemon
from lib.report import check
from lib.senders import PROTOCOLS, Sender

DESCRIPTION = "all protocols, senders stopped and started: threads, descriptors, memory"
PATIENCE = 60


def arguments(parser):
    parser.add_argument("--size", default="360p")
    parser.add_argument("--streams", type=int, default=3, help="of each protocol")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--protocols", nargs="+", choices=("hls", *PROTOCOLS),
                        default=["hls", *PROTOCOLS])


def run(bench, options):
    origin = bench.origin([options.size])
    clip, folder = bench.material.clip(options.size), bench.folder()
    senders = {f"{protocol}-{number}": Sender(protocol, clip, folder, number)
               for protocol in options.protocols if protocol != "hls"
               for number in range(options.streams)}
    streams = [{"id": name, "url": sender.url, "depth": bench.depth}
               for name, sender in senders.items()]
    if "hls" in options.protocols:
        streams += fleet.streams(origin, options.size, options.streams, bench.depth, prefix="hls")
    for sender in senders.values():
        sender.start()
    try:
        daemon = started_daemon(bench, len(streams))
        try:
            daemon.add(streams)
            rows = [_look(daemon, len(streams), "at first", bench.warm)]
            for number in range(1, options.rounds + 1):
                for sender in senders.values():
                    sender.stop()
                origin.stop_server()
                _wait_until_all_are_down(daemon)
                origin.start()
                for sender in senders.values():
                    sender.start()
                rows.append(_look(daemon, len(streams), f"return {number}", bench.warm))
                bench.say(f"return {number}: {rows[-1]['seconds_until_running']} s, "
                          f"{rows[-1]['threads']} threads, {rows[-1]['descriptors']} descriptors")
        finally:
            daemon.stop()
    finally:
        for sender in senders.values():
            sender.stop()
        origin.stop()
    # After the first return: a stream's log is opened with its first line, when it first goes.
    first, last = rows[1], rows[-1]
    return {"rows": rows, "protocols": options.protocols, "checks": [
        check("threads left behind", last["threads"] - first["threads"], 0),
        check("descriptors left behind", last["descriptors"] - first["descriptors"], 0),
        check("streams that did not come back", len(streams) - last["running"], 0)]}


def _look(daemon, wanted, what, warm):
    """The daemon when all streams run again, or after PATIENCE."""
    start = time.monotonic()
    try:
        fleet.wait_until_running(daemon, wanted, PATIENCE, fleet.count_up)
        error = ""
    except RuntimeError as failure:
        error = str(failure)
    took = time.monotonic() - start
    time.sleep(min(warm, 5))
    return {"what": what, "streams": wanted, "running": fleet.count_up(daemon),
            "seconds_until_running": round(took, 1), "error": error,
            "threads": processes.threads(daemon.pid),
            "descriptors": processes.descriptors(daemon.pid),
            "pss_mb": round(processes.memory(daemon.pid).pss_kb / 1024, 1)}


def _wait_until_all_are_down(daemon):
    deadline = time.monotonic() + PATIENCE
    while fleet.count_up(daemon) > 0 and time.monotonic() < deadline:
        time.sleep(0.5)

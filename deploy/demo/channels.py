#!/usr/bin/env python3
"""Demo channels: real live HLS on loopback, with known faults.

usage: channels.py --material DIR --ready FILE [--port N]

Makes 64 s of material of each kind with ffmpeg when DIR does not hold it yet (some seconds),
loops it without encoding and serves three live channels; an encoder never runs afterwards. Once
they are live, FILE is written: an M3U list of the channels. GET /truth answers where the faults
are, as JSON with wall-clock times. Runs until SIGTERM.
"""

import argparse
import datetime
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time

FPS = 25
SEGMENT = 2          # seconds, also the target duration
CYCLE = 64           # seconds of one round of material: a whole number of AAC frames at 48 kHz
ROUNDS = 10          # rounds behind one another without a break in the timestamps
WINDOW = 6           # segments in a playlist

# Check, first and one past the last second of the fault within a round. The edges are off the grid
# of key frames and segments on purpose.
FAULTS = [("black", 4.4, 17.4), ("freeze", 20.4, 33.4), ("silence", 36.4, 49.4)]
# The stalling channel: within each STALL_PERIOD seconds its playlist does not move between these.
STALL_PERIOD, STALL_FROM, STALL_TO = 60, 16, 40
STALL_WINDOW = 16    # segments: longer than the stall, so that nothing is lost by it


def picture_filter():
    (_, black, black_end), (_, still, still_end), _ = FAULTS
    first, last = round(still * FPS), round(still_end * FPS) - 1
    return (f"drawbox=c=black:t=fill:enable='between(t,{black},{black_end - 0.5 / FPS})',"
            f"split[a][b];[a][b]freezeframes=first={first}:last={last}:replace={first}")


def sound_filter():
    _, start, end = FAULTS[2]
    return f"volume=0:enable='between(t,{start},{end})'"


def encode(directory, name, picture, sound):
    """Makes one round and cuts ROUNDS of it into segments; nothing when they are there."""
    done = f"{directory}/{name}/list.m3u8"
    if os.path.exists(done):
        return
    print(f"demo: making the material of '{name}'", flush=True)
    os.makedirs(f"{directory}/{name}", exist_ok=True)
    once = f"{directory}/{name}.ts"
    quiet = ["ffmpeg", "-y", "-nostdin", "-hide_banner", "-loglevel", "error"]
    # A constant quality: with a constant bitrate x264 goes on refining a still picture, and its end
    # and beginning are then a matter of taste. No B-frames: each round is a whole number of segments.
    subprocess.run(
        quiet + ["-f", "lavfi", "-i", f"testsrc2=s=640x360:r={FPS}:d={CYCLE},noise=alls=4:allf=t,"
                                      f"{picture}format=yuv420p",
                 "-f", "lavfi", "-i", f"sine=f=440:r=48000:d={CYCLE},volume=0.5,{sound}"
                                      "aformat=channel_layouts=stereo",
                 "-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-crf", "30",
                 "-g", str(SEGMENT * FPS), "-sc_threshold", "0", "-c:a", "aac", "-b:a", "64k",
                 "-t", str(CYCLE), "-f", "mpegts", once],
        check=True)
    subprocess.run(
        quiet + ["-fflags", "+genpts", "-stream_loop", str(ROUNDS - 1), "-i", once, "-c", "copy",
                 "-f", "hls", "-hls_time", str(SEGMENT), "-hls_list_size", "0",
                 "-hls_segment_filename", f"{directory}/{name}/%04d.ts", done + ".tmp"],
        check=True)
    os.remove(once)
    os.rename(done + ".tmp", done)


def durations(directory, name):
    with open(f"{directory}/{name}/list.m3u8", encoding="ascii") as playlist:
        return [float(line[8:].split(",")[0]) for line in playlist if line.startswith("#EXTINF:")]


def iso(seconds):
    text = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return text.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Channel:
    """One live channel, a function of time alone. Segment 0 begins at `start` and with a round of
    material; the segments before it, the end of a round, are there at once. While a stalling
    channel stalls, its playlist stays as it was (a stuck cache); afterwards all of it is there."""

    def __init__(self, name, title, directory, material, start, faults=(), stalls=False):
        self.name, self.title, self.faults, self.stalls = name, title, faults, stalls
        self.start, self.files = start, f"{directory}/{material}"
        self.window = STALL_WINDOW if stalls else WINDOW
        self.lengths = durations(directory, material)
        if len(self.lengths) * SEGMENT != ROUNDS * CYCLE:
            sys.exit(f"demo: {self.files} is not as it should be; remove it and start again")
        self.begins = [0.0]
        for length in self.lengths:
            self.begins.append(self.begins[-1] + length)
        # Rounds after the first, so that the first break of the timestamps is minutes away.
        self.base = len(self.lengths) // ROUNDS

    def wall(self, number):
        """When a segment begins: its PROGRAM-DATE-TIME."""
        loop, index = divmod(number + self.base, len(self.lengths))
        return (self.start + loop * self.begins[-1] + self.begins[index] - self.begins[self.base])

    def stalled(self, now):
        return self.stalls and STALL_FROM <= (now - self.start) % STALL_PERIOD < STALL_TO

    def published(self, now):
        """Number of the first segment that is not in the playlist yet: those before it are over."""
        if self.stalled(now):
            now -= (now - self.start) % STALL_PERIOD - STALL_FROM
        number = int((now - self.start) / SEGMENT) + 1
        while self.wall(number) > now:
            number -= 1
        return number

    def playlist(self, now):
        end, count = self.published(now), len(self.lengths)
        first = end - self.window
        lines = ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{SEGMENT}",
                 f"#EXT-X-MEDIA-SEQUENCE:{first + self.base}",
                 f"#EXT-X-DISCONTINUITY-SEQUENCE:{max(0, (first + self.base - 1) // count)}"]
        for number in range(first, end):
            index = (number + self.base) % count
            if index == 0:
                lines.append("#EXT-X-DISCONTINUITY")
            lines += [f"#EXT-X-PROGRAM-DATE-TIME:{iso(self.wall(number))}",
                      f"#EXTINF:{self.lengths[index]:.6f},", f"{number + self.base}_{index:04d}.ts"]
        return "\n".join(lines) + "\n"

    def truth(self, now):
        """The faults of the rounds before, at and after `now`, in order."""
        faults = []
        per_round = len(self.lengths) // ROUNDS
        rounds = int((now - self.start) / CYCLE)
        for number in range(max(0, rounds - 1), rounds + 2):
            begin = self.wall(number * per_round)
            faults += [(check, begin + first, begin + end) for check, first, end in self.faults]
        if self.stalls:
            rounds = int((now - self.start) / STALL_PERIOD)
            for number in range(max(0, rounds - 1), rounds + 2):
                begin = self.start + number * STALL_PERIOD
                faults.append(("hls_stale", begin + STALL_FROM, begin + STALL_TO))
        return [{"streamId": f"demo-{self.name}", "check": check, "startTime": iso(first),
                 "endTime": iso(end)} for check, first, end in faults]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    channels = {}

    def do_GET(self):  # pylint: disable=invalid-name
        parts = self.path.split("?")[0].strip("/").split("/")
        now = time.time()
        if parts == ["truth"]:
            faults = [fault for channel in self.channels.values() for fault in channel.truth(now)]
            return self.answer("application/json", json.dumps({"faults": faults}).encode())
        channel = self.channels.get(parts[0])
        if channel is None or len(parts) != 2:
            return self.refuse()
        if parts[1] == "index.m3u8":
            return self.answer("application/vnd.apple.mpegurl", channel.playlist(now).encode())
        index = parts[1].rpartition("_")[2].removesuffix(".ts")
        if not index.isdigit() or int(index) >= len(channel.lengths):
            return self.refuse()
        with open(f"{channel.files}/{int(index):04d}.ts", "rb") as segment:
            return self.answer("video/mp2t", segment.read())

    def refuse(self):
        self.answer("text/plain", b"not found\n", 404)

    def answer(self, kind, body, code=200):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if kind != "video/mp2t":
            self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is no news


def write_list(path, channels, base):
    with open(path + ".tmp", "w", encoding="utf-8") as out:
        out.write("#EXTM3U\n")
        for channel in channels:
            out.write(f'#EXTINF:-1 tvg-id="demo-{channel.name}" group-title="demo",'
                      f"{channel.title}\n{base}/{channel.name}/index.m3u8\n")
    os.rename(path + ".tmp", path)


def show_truth(channels, now):
    print("demo: where the faults are (UTC; also at /truth):", flush=True)
    for channel in channels:
        period = STALL_PERIOD if channel.stalls else channel.begins[channel.base]
        lines = channel.truth(now)
        if not lines:
            print(f"demo:   demo-{channel.name:<8} none", flush=True)
        for fault in lines[:len(lines) // 2]:
            print(f"demo:   {fault['streamId']:<13} {fault['check']:<10} {fault['startTime'][11:-1]}"
                  f" - {fault['endTime'][11:-1]}, again every {period:.2f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--material", required=True)
    parser.add_argument("--ready", required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    encode(options.material, "clean", "", "")
    encode(options.material, "faulty", picture_filter() + ",", sound_filter() + ",")
    server = Server(("127.0.0.1", options.port), Handler)
    start = time.time()
    channels = [
        Channel("healthy", "Healthy", options.material, "clean", start),
        Channel("faults", "Black, frozen, silent", options.material, "faulty", start, FAULTS),
        Channel("stalls", "Playlist that stalls", options.material, "clean", start, stalls=True),
    ]
    Handler.channels = {channel.name: channel for channel in channels}
    base = f"http://127.0.0.1:{server.server_address[1]}"
    show_truth(channels, start)
    write_list(options.ready, channels, base)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        signal.pause()


if __name__ == "__main__":
    main()

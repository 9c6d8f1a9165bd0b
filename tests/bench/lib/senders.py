"""Senders of the other protocols: programs that send a clip in real time, without encoding."""

import pathlib
import socket
import threading

from lib.child import Child
from lib.daemon import quiet_environment
from lib.ports import free_port

FFMPEG = ("ffmpeg -hide_banner -loglevel error -nostdin -re -stream_loop -1 -i {clip} -c copy "
          "-muxdelay 0 ")
RTSP = "/usr/bin/python3 " + str(pathlib.Path(__file__).with_name("rtsp_sender.py"))
# Protocol: (the sender's command, the URL that the daemon is given).
PROTOCOLS = {
    "udp": (FFMPEG + "-f mpegts udp://127.0.0.1:{port}?pkt_size=1316", "udp://127.0.0.1:{port}"),
    "rtp": (FFMPEG + "-f rtp_mpegts rtp://127.0.0.1:{port}", "rtp://127.0.0.1:{port}"),
    "srt": (FFMPEG + "-f mpegts srt://127.0.0.1:{port}?mode=listener", "srt://127.0.0.1:{port}"),
    "ts": (FFMPEG + "-f mpegts -listen 1 http://127.0.0.1:{port}/a.ts",
           "http://127.0.0.1:{port}/a.ts"),
    "rtmp": (FFMPEG + "-bsf:a aac_adtstoasc -f flv -listen 1 rtmp://127.0.0.1:{port}/live/a",
             "rtmp://127.0.0.1:{port}/live/a"),
    "rtsp": (RTSP + " {port} {clip}", "rtsp://127.0.0.1:{port}/a"),
}


class Sender:
    """One channel, on the same port over all its stops and starts. A sender that ends because its
    receiver went away is started again, as an encoder's watchdog would."""

    def __init__(self, protocol, clip, folder, number):
        datagrams = protocol in ("udp", "rtp", "srt")
        port = free_port(socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM)
        command, url = PROTOCOLS[protocol]
        self.url = url.format(port=port)
        self._command = command.format(port=port, clip=clip).split()
        self._log = folder / f"{protocol}-{number}.log"
        self._stop = threading.Event()
        self._thread = None

    def start(self):
        self._stop.clear()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.is_set():
            child = Child(self._command, self._log, env=quiet_environment())
            while child.alive() and not self._stop.wait(0.1):
                pass
            child.stop(patience=3)
            self._stop.wait(0.2)

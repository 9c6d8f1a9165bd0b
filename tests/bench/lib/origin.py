"""The origin: nginx on loopback that serves any number of channel names from the same files."""

import getpass
import pathlib
import re
import socket
import time
import urllib.request

from lib import processes
from lib.child import Child
from lib.playlists import PHASES, PlaylistWriter
from lib.ports import free_port

CONFIG = """
daemon off;
user {user};
worker_processes 1;
worker_rlimit_nofile 20000;
pid {run}/nginx.pid;
error_log {run}/error.log warn;
events {{ worker_connections 16000; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
  open_file_cache max=2000 inactive=60s; open_file_cache_valid 2s;
  keepalive_timeout 75s; keepalive_requests 1000000;
  types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; }}
  client_body_temp_path {run}/body; proxy_temp_path {run}/proxy; fastcgi_temp_path {run}/fastcgi;
  uwsgi_temp_path {run}/uwsgi; scgi_temp_path {run}/scgi;
  server {{
{listen}
    location ~ ^/live/([^/]+)/([0-9]+)/[^/]+/index[.]m3u8$ {{
      open_file_cache off; add_header Cache-Control no-cache;
      alias {run}/playlists/$1/$2.m3u8;
    }}
    location ~ ^/live/([^/]+)/[0-9]+/[^/]+/[0-9]+-([0-9]+)[.]ts$ {{
      alias {segments}/$1/$2.ts;
    }}
    location = /status {{ stub_status; }}
  }}
}}
"""


class Origin:
    """Channels of the given sizes. With `hosts` > 1 they are spread over that many addresses of the
    loopback, so that connections cannot be shared by all of them."""

    def __init__(self, run, material, sizes, hosts=1):
        self._run = pathlib.Path(run).resolve() / "origin"
        (self._run / "playlists").mkdir(parents=True, exist_ok=True)
        self._material = material
        self._hosts = [f"127.0.{n // 250}.{n % 250 + 1}" for n in range(hosts)]
        self._port = free_port()
        self._sizes = list(sizes)
        self._nginx = None
        self._writer = PlaylistWriter(self._run / "playlists",
                                      {size: len(material.segments(size)) for size in sizes})
        self.start()

    def start(self):
        listen = "\n".join(f"    listen {host}:{self._port} backlog=4096;" for host in self._hosts)
        config = self._run / "nginx.conf"
        config.write_text(CONFIG.format(user=getpass.getuser(), run=self._run, listen=listen,
                                        segments=self._material.folder / "segments"))
        self._nginx = Child(["nginx", "-c", str(config), "-e", str(self._run / "error.log")],
                            self._run / "nginx.log")
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection((self._hosts[0], self._port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or not self._nginx.alive():
                    raise RuntimeError("nginx did not start: " + self._nginx.tail()) from None
                time.sleep(0.05)

    def stop_server(self):
        """The playlists go on, so that start() is a server that comes back."""
        self._nginx.stop()

    def stop(self):
        self._writer.stop()
        self._nginx.stop()

    def pids(self):
        return [self._nginx.pid, *processes.children(self._nginx.pid)]

    def url(self, size, number):
        host = self._hosts[number % len(self._hosts)]
        return f"http://{host}:{self._port}/live/{size}/{number % PHASES}/c{number}/index.m3u8"

    def requests(self):
        """Requests answered since the start."""
        with urllib.request.urlopen(f"http://{self._hosts[0]}:{self._port}/status", timeout=5) as page:
            return int(re.search(r"\n\s*\d+ \d+ (\d+)", page.read().decode()).group(1))

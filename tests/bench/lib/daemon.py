"""A vedetted of our own, driven over its REST API."""

import http.client
import json
import os
import pathlib
import time
import urllib.parse

from lib import processes, prometheus
from lib.child import Child
from lib.ports import free_port

BATCH = 500


class ApiError(Exception):
    """An answer that is not 2xx: its status and text."""

    def __init__(self, status, text):
        super().__init__(f"HTTP {status}: {text[:300]}")
        self.status = status


def quiet_environment(**more):
    """Without proxies: all traffic stays on the loopback."""
    env = {key: value for key, value in os.environ.items()
           if not key.lower().endswith("_proxy")}
    return {**env, **more}


class Daemon:
    def __init__(self, program, run, **settings):
        self.run = pathlib.Path(run).resolve() / "daemon"
        self.run.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        env = quiet_environment(
            PORT=str(self.port), GRPC_PORT=str(free_port()), BIND_ADDRESS="127.0.0.1",
            DATA_DIR=str(self.run / "data"), LOG_DIR=str(self.run / "logs"),
            **{name: str(value) for name, value in settings.items()})
        env.pop("JWT_SECRET", None)
        self.child = Child([str(program)], self.run / "output", env=env, cwd=self.run)
        self._connection = None
        self._wait_until_ready(20)

    @property
    def pid(self):
        return self.child.pid

    def stop(self, patience=15):
        if self._connection:
            self._connection.close()
        return self.child.stop(patience)

    def pids(self):
        return [self.pid, *processes.children(self.pid)]

    def ask(self, method, path, body=None, timeout=60):
        """The answer's bytes. One connection is kept for all calls."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        data = json.dumps(body) if body is not None else None
        for last in (False, True):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                              timeout=timeout)
            try:
                self._connection.request(method, path, data, headers)
                answer = self._connection.getresponse()
                content = answer.read()
                break
            except (http.client.HTTPException, ConnectionError, TimeoutError):
                self._connection.close()
                self._connection = None
                # A kept connection that the server has closed meanwhile: once more, but no POST.
                if last or method == "POST":
                    raise
        if answer.status // 100 != 2:
            raise ApiError(answer.status, content.decode(errors="replace"))
        return content

    def get(self, path, **query):
        return json.loads(self.ask("GET", path + ("?" + urllib.parse.urlencode(query) if query
                                                  else "")))

    def pages(self, path, key, **query):
        """All entries of a paged list."""
        token = ""
        while True:
            page = self.get(path, pageSize=1000, **query, **({"pageToken": token} if token else {}))
            yield from page[key]
            token = page.get("nextPageToken", "")
            if not token:
                return

    def metrics(self):
        return prometheus.parse(self.ask("GET", "/metrics").decode())

    def add(self, streams):
        """Adds streams ({"id", "url", ...}), many at a time."""
        for first in range(0, len(streams), BATCH):
            batch = streams[first:first + BATCH]
            self.ask("POST", "/api/v1/streams:batchCreate",
                     {"requests": [{"stream": stream} for stream in batch]})

    def places(self):
        return self.get("/api/v1/info/monitoring")["monitoring"]["maxConcurrent"]

    def _wait_until_ready(self, seconds):
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.ask("GET", "/readyz", timeout=2)
                return
            except (OSError, ApiError):
                if time.monotonic() > deadline or not self.child.alive():
                    self.child.stop()
                    raise RuntimeError("vedetted did not start:\n" + self.child.tail()) from None
                time.sleep(0.05)

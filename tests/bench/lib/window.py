"""One measured interval: what each group of processes used, and whether the machine was quiet."""

import time

from lib import processes

# A window in which others used more than this share of one core is marked as noisy.
NOISE_LIMIT = 0.20


class Window:
    """Opened by construction, closed by close(). `groups`: {"daemon": [pid, ...], ...}. Between the
    two, sample() may be called for the highest memory, threads and descriptors."""

    def __init__(self, groups, other_pids=()):
        self._groups = groups
        self._other_pids = list(other_pids)  # of the bench itself: no noise
        self._peaks = {name: {"pss_kb": 0, "threads": 0, "descriptors": 0} for name in groups}
        self._load = processes.load_average()
        self._busy, self._stolen = processes.machine_busy_seconds()
        self._before = {pid: processes.Cpu(pid) for pid in self._all_pids()}
        self._start = time.monotonic()

    def seconds(self):
        return time.monotonic() - self._start

    def sample(self):
        for name, pids in self._groups.items():
            now = {
                "pss_kb": sum(processes.memory(pid).pss_kb for pid in pids),
                "threads": sum(processes.threads(pid) for pid in pids),
                "descriptors": sum(processes.descriptors(pid) for pid in pids),
            }
            peak = self._peaks[name]
            for key, value in now.items():
                peak[key] = max(peak[key], value)

    def close(self):
        seconds = self.seconds()
        after = {pid: processes.Cpu(pid) for pid in self._all_pids()}
        used = {pid: after[pid].since(self._before[pid]) for pid in after}
        bench = sum(used[pid] for pid in self._other_pids)
        busy, stolen = processes.machine_busy_seconds()
        self.sample()
        others = max(0.0, busy - self._busy - sum(used.values()) - bench) / seconds
        stolen = (stolen - self._stolen) / seconds
        result = {"seconds": round(seconds, 1), "load_before": self._load,
                  "load_after": processes.load_average(),
                  "others_core_percent": round(100 * others, 1),
                  "stolen_core_percent": round(100 * stolen, 1),
                  "bench_core_percent": round(100 * bench / seconds, 2),
                  "noisy": others + stolen > NOISE_LIMIT, "processes": {}}
        for name, pids in self._groups.items():
            threads = {}
            for pid in pids:
                for thread, spent in after[pid].by_thread_since(self._before[pid]).items():
                    threads[thread] = threads.get(thread, 0) + spent
            result["processes"][name] = {
                "core_percent": round(100 * sum(used[pid] for pid in pids) / seconds, 3),
                "core_percent_by_thread": {thread: round(100 * spent / seconds, 3)
                                           for thread, spent in sorted(threads.items())},
                **self._peaks[name],
            }
        return result

    def _all_pids(self):
        return [pid for pids in self._groups.values() for pid in pids] + self._other_pids

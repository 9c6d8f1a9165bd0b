"""CPU, memory, threads and descriptors of processes, read from /proc."""

import dataclasses
import os

TICKS = os.sysconf("SC_CLK_TCK")


def _read(path):
    with open(path) as file:
        return file.read()


def _stat(pid):
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()


def cpu_seconds(pid):
    """User and system time of all threads, those that have ended too."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


class Cpu:
    """CPU time that a process has used so far. Of threads it is known to the nanosecond, of the
    process, those that have ended included, in ticks of 10 ms."""

    def __init__(self, pid):
        self._ticks = cpu_seconds(pid)
        self._threads = {}  # id: (name, seconds)
        for task in os.listdir(f"/proc/{pid}/task"):
            try:
                name = _read(f"/proc/{pid}/task/{task}/comm").strip()
                used = int(_read(f"/proc/{pid}/task/{task}/schedstat").split()[0]) / 1e9
            except OSError:
                continue  # ended meanwhile
            self._threads[task] = name.rstrip("0123456789").rstrip("-_"), used

    def by_thread_since(self, earlier):
        """Seconds of the threads now alive, by name without its number: {"io": 1.5, ...}."""
        seconds = {}
        for task, (name, used) in self._threads.items():
            used -= earlier._threads.get(task, ("", 0))[1]
            seconds[name] = seconds.get(name, 0) + used
        return seconds

    def since(self, earlier):
        exact = sum(self.by_thread_since(earlier).values())
        coarse = self._ticks - earlier._ticks
        # More than rounding: threads have ended.
        return coarse if coarse - exact > 3 / TICKS else exact


@dataclasses.dataclass
class Memory:
    pss_kb: int
    rss_kb: int
    private_kb: int


def memory(pid):
    sizes = {}
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines()[1:]:
        key, _, value = line.partition(":")
        sizes[key] = int(value.split()[0])
    return Memory(sizes["Pss"], sizes["Rss"], sizes["Private_Dirty"] + sizes["Private_Clean"])


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def children(pid):
    """The processes that `pid` started and that are alive, and theirs."""
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        for child in _read(f"/proc/{pid}/task/{task}/children").split():
            found.append(int(child))
            found += children(int(child))
    return found


def machine_busy_seconds():
    """(busy, stolen) CPU seconds of the machine, all cores, since boot."""
    fields = [int(value) / TICKS for value in _read("/proc/stat").split("\n", 1)[0].split()[1:9]]
    user, nice, system, _idle, _iowait, irq, softirq, stolen = fields
    return user + nice + system + irq + softirq, stolen


def load_average():
    return [float(value) for value in _read("/proc/loadavg").split()[:3]]

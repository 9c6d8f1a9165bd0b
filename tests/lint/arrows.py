"""Which room may include which: the arrows of ARCHITECTURE.md. They point downward only."""

# `proto` stands for the generated headers of the API and gRPC.
ARROWS = {
    "engine/base": [],
    "engine/media": ["engine/base"],
    "engine/net": ["engine/base", "engine/media"],
    "engine/ts": ["engine/base", "engine/media"],
    "engine/picture": ["engine/base", "engine/media"],
    "engine/sound": ["engine/base", "engine/media"],
    "engine/checks": ["engine/base", "engine/media"],
    "engine/hls": ["engine/base", "engine/media", "engine/checks"],
    "engine/dash": ["engine/base"],
    "engine/gate": ["engine/base", "engine/media", "engine/checks"],
    "engine/source": ["engine/base", "engine/media", "engine/checks", "engine/net", "engine/ts",
                      "engine/hls", "engine/dash"],
    "engine/monitor": ["engine/*"],
    "service/config": ["engine/base"],
    "service/auth": ["engine/base"],
    "service/logs": ["engine/base", "engine/monitor"],
    "service/store": ["engine/base", "engine/checks", "engine/monitor"],
    "service/store/sqlite": ["engine/base", "engine/checks", "engine/monitor", "service/store"],
    "service/store/mongo": ["engine/base", "engine/checks", "engine/monitor", "service/store"],
    "service/rpc": ["engine/base", "engine/checks", "engine/media", "engine/monitor",
                    "engine/source", "service/auth", "service/logs", "service/store", "proto"],
    # Everything but /metrics goes through service/rpc.
    "service/gateway": ["engine/base", "engine/monitor", "service/auth", "service/logs",
                        "service/rpc", "service/store", "proto"],
    "service/app": ["engine/*", "service/*", "proto"],
    "client/api": ["engine/base", "proto"],
    "client/text": ["engine/base", "proto"],
    # The command line's `probe` runs the engine itself and prints the API's messages; `token` signs.
    "client/cli": ["client/api", "client/text", "engine/base", "engine/checks", "engine/media",
                   "engine/monitor", "engine/net", "service/auth", "service/config", "service/rpc", "proto"],
    "proto": ["proto"],
    "tests": ["*"],
}

# Libraries that only some rooms may include: prefix of <...>, its name, and where it may stand.
LIBRARIES = [
    ("libav", "libav", ["engine/media", "tests"]),
    ("libsw", "libav", ["engine/media", "tests"]),
    ("curl/", "libcurl", ["engine/net", "service/notify"]),
    ("mongoc", "libmongoc", ["service/store/mongo"]),
    ("bson", "libmongoc", ["service/store/mongo"]),
    ("sqlite3", "SQLite", ["service/store/sqlite", "tests"]),
    ("boost/", "Boost", ["engine/net", "service/gateway", "tests"]),
    ("spdlog/", "spdlog", ["service/logs"]),
    ("pugixml", "pugixml", ["engine/dash"]),
]

# Libraries that no header of ours may show: a header that includes Boost is private to its room.
PRIVATE = [("absl/", "absl in a header: Debian's is pinned to its own string_view")]


def room_of(path):
    """The room a source file or an include belongs to; None for foreign headers."""
    if path.startswith(("vedette/v1/", "google/", "grpc/", "grpcpp/", "proto/")):
        return "proto"
    folder = path.rpartition("/")[0]
    if folder.startswith("tests"):
        return "tests"
    while folder and folder not in ARROWS:
        folder = folder.rpartition("/")[0]
    return folder or None


def allowed(source, target):
    for pattern in ARROWS[source]:
        if pattern in ("*", target) or (pattern.endswith("/*")
                                        and target.startswith(pattern[:-1])):
            return True
    return False

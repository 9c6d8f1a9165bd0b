"""Prints what was measured: a table for people, JSON for programs."""

import json

COLUMNS = (
    ("what", "what", "{}"), ("streams", "streams", "{}"), ("s", "seconds", "{:.0f}"),
    ("core %", "core_percent", "{:.2f}"), ("core % / stream", "core_percent_per_stream", "{:.4f}"),
    ("PSS MB", "pss_mb", "{:.1f}"), ("KB / stream", "added_pss_kb_per_stream", "{:.0f}"),
    ("threads", "threads", "{}"), ("fds", "descriptors", "{}"),
    ("Mbit/s / stream", "received_mbit_per_stream", "{:.2f}"),
    ("origin core %", "origin_core_percent", "{:.1f}"),
    ("job wait p99 ms", "job_wait_ms", "{}"), ("running", "running", "{}"),
    ("in samples", "in_samples", "{}"), ("lowered", "lowered", "{}"),
    ("alarms", "alarms", "{}"), ("missed", "missed", "{}"),
    ("left out", "left_out", "{}"), ("noisy", "noisy", "{}"),
)


def _cell(key, form, value):
    if value is None:
        return ""
    if key == "job_wait_ms":
        value = value["p99"]
        return "" if value is None else f"<= {value}"
    if key == "alarms":
        return ", ".join(f"{check} {count}" for check, count in value.items()) or "0"
    if key == "noisy":
        return "noisy" if value else ""
    return form.format(value)


def table(rows):
    """A Markdown table of the columns that have something in them."""
    cells = [[title, *(_cell(key, form, row.get(key)) for row in rows)]
             for title, key, form in COLUMNS]
    cells = [column for column in cells if any(column[1:])]
    widths = [max(map(len, column)) for column in cells]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(line, widths)) + " |"
             for line in zip(*cells)]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def check(what, value, limit):
    """A figure held against the most it may be; None = could not be measured."""
    return {"check": what, "value": value, "limit": limit,
            "ok": value is not None and value <= limit}


def show(document):
    for result in document["results"]:
        print(f"\n## {result['scenario']}\n")
        if result.get("rows"):
            print(table(result["rows"]))
        if result.get("text"):
            print(result["text"])
        for entry in result.get("checks", []):
            verdict = "ok     " if entry["ok"] else "NOT MET"
            print(f"{verdict} {entry['check']}: {entry['value']} (at most {entry['limit']})")
        if any(row.get("noisy") for row in result.get("rows", [])):
            print("noisy: others used more than 20 % of a core, so the figures are too high")


def write(document, path):
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\nJSON: {path}")

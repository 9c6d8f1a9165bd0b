// The room client/text: what the command line reads and writes as text, without terminals, files
// and networks: tables, numbers for people, proto JSON, lists of streams. Pure functions of values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/timestamp.pb.h"

namespace vedette::text {

// Text of others as it may go to a terminal: control characters (C0, DEL, C1) and the marks that
// turn the direction of writing become "?", malformed UTF-8 too; tabs and line breaks become
// blanks.
std::string Printable(std::string_view text);

// Columns that text takes on a terminal: code points of well-formed UTF-8.
size_t Width(std::string_view text);
// At most `width` columns, the last of them "…" where something was left out.
std::string Shorten(std::string_view text, size_t width);

// "4.00 Mbit/s", "812 kbit/s", "-" for nothing.
std::string Bitrate(double bits_per_second);
// "3.2 GB", "812 MB".
std::string Bytes(double bytes);
// "0.4 s", "47 s", "12 min", "3 h 20 min", "5 d".
std::string Span(double seconds);
// Up to three decimals, without trailing zeros: "1", "0.98", "13.25".
std::string Number(double value);

// "2026-01-01 12:00:00.0" in UTC, "-" where there is no time.
std::string Time(const google::protobuf::Timestamp& time);
double SecondsSince(const google::protobuf::Timestamp& time, double now_seconds);

// "SEVERITY_MAJOR" -> "major": the name of an enum without its prefix, for people.
std::string Word(std::string_view enum_name, std::string_view prefix);

}  // namespace vedette::text

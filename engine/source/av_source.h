#pragma once

#include "engine/source/blocking_reader.h"

namespace vedette::source {

// A stream that only libavformat speaks: rtmp(s), rtsp(s), and files and HTTP answers that are no
// transport stream. One thread with a small stack reads it, blocking, and gives kPackets chunks:
// up to 64 packets, or what came within 100 ms (looked at with each packet: in a stall the last
// ones wait for the next). Takes its share of the budget before it hands a chunk over and reads on
// only then; while it waits, TCP holds the sender back, and what datagram inputs lose after a
// second of it is our fault: the next chunk is not `contiguous`. `spec.live` false: the end of the
// media is ok, else it is the failure "eof".
class AvSource final : public ReaderSource {
 public:
  AvSource(SourceSpec spec, SourceSink& sink, const ReaderParts& parts);
};

}  // namespace vedette::source

#include "engine/media/packet.h"

#include "engine/media/av_handles.h"

namespace vedette::media {

void AvPacketDeleter::operator()(AVPacket* packet) const { av_packet_free(&packet); }

}  // namespace vedette::media

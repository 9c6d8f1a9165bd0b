#pragma once

#include <memory>

#include "engine/base/byte_budget.h"
#include "engine/base/clock.h"
#include "engine/net/event_loop.h"
#include "engine/net/http_client.h"
#include "engine/source/http_body.h"
#include "engine/source/source.h"
#include "engine/source/ts_batcher.h"
#include "engine/source/ts_input.h"

namespace vedette::source {

// One endless MPEG transport stream from the network: udp:// and rtp:// (unicast or multicast), or
// the body of one HTTP answer. Gives kTsBytes chunks, batched (see TsBatcher); `contiguous` is
// false on the first and where bytes were lost on our side, so that nobody blames the stream. Has
// opened when its first bytes look like a transport stream; bytes that do not end it with
// invalid_data. Everything happens on `loop`, to which `client` belongs; sink calls come from
// there.
class TsSource final : public Source, private TsInputSink {
 public:
  // An HTTP answer under way that somebody has looked at, and what came of it so far.
  struct First {
    std::unique_ptr<HttpBody> body;
    media::Bytes head;
  };

  // All but `spec` must outlive the source. With `first`, made and started on the loop.
  TsSource(SourceSpec spec, SourceSink& sink, net::EventLoop& loop, net::HttpClient& client,
           base::ByteBudget& budget, const base::Clock& clock, First first = {});
  ~TsSource() override;

  void Start() override;
  void Stop() override;

  const TsLosses& losses() const { return losses_; }  // any thread

 private:
  void Open();
  bool HasRoom() override { return batcher_.HasRoom(); }
  bool OnBytes(media::ByteView bytes) override;
  void OnLoss() override { batcher_.NoteLoss(); }
  void OnInputEnd(base::Status status) override;
  // Decides by the first bytes; false when they are no transport stream.
  bool Sniff(bool at_end);
  void End(base::Status status);

  const SourceSpec spec_;
  SourceSink& sink_;
  net::EventLoop& loop_;
  net::HttpClient& client_;
  TsLosses losses_;
  First first_;

  // The loop's.
  TsBatcher batcher_;
  std::unique_ptr<TsInput> input_;
  media::Bytes head_;  // until opened
  bool opened_ = false;
  bool ended_ = false;
};

}  // namespace vedette::source

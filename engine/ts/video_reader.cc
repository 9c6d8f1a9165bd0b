#include "engine/ts/video_reader.h"

#include <algorithm>
#include <array>

namespace vedette::ts {
namespace {

constexpr uint64_t kStartCodeBytes = 3;
constexpr size_t kMaxWholeBytes = 4096;

}  // namespace

VideoReader::VideoReader(WalkerSink& sink, int track, Codec codec)
    : UnitReader(sink, track), syntax_(MakePictureSyntax(codec)) {}

void VideoReader::BeginPes(const PesStart& start) { marks_.Add(end_, start.times); }

void VideoReader::Append(media::ByteView piece) {
  if (!started_) StartUnit(end_);
  buffer_.Append(piece);
  const uint64_t base = end_;
  end_ += piece.size();
  scanner_.Scan(piece, base, [this](uint64_t position) { OnStartCode(position); });
  if (!decided_ && nal_ != kNone && end_ - nal_ >= kStartCodeBytes + PictureSyntax::kHeadBytes) {
    Decide(end_);
  }
  if (buffer_.size() >= kMaxUnitBytes) CutOversized();
}

// What is still to come of the unit is handed over when the next one begins.
void VideoReader::CutOversized() {
  MarkCorrupt();
  CutAt(end_);
  MarkCorrupt();
  facts_ = {};
  is_tail_ = true;
  started_ = true;
  nal_ = kNone;
  scanner_.Reset();
}

void VideoReader::OnStartCode(uint64_t position) {
  FinishNal(position);
  nal_ = position;
  decided_ = false;
}

// Looks at the head of the NAL unit under way, of which bytes up to `end` are there.
void VideoReader::Decide(uint64_t end) {
  std::array<uint8_t, PictureSyntax::kHeadBytes> bytes;
  const uint64_t from = nal_ + kStartCodeBytes;
  const size_t there = end > from ? static_cast<size_t>(end - from) : 0;
  const size_t size = buffer_.Copy(static_cast<size_t>(from - begin()), bytes.data(),
                                   std::min(there, bytes.size()));
  const media::ByteView head(bytes.data(), size);
  decided_ = true;
  if (syntax_->BeginsUnit(head)) {
    uint64_t cut = nal_;
    uint8_t before = 1;
    if (syntax_->OwnsZeroByte() && cut > begin() + 1 &&
        buffer_.Copy(static_cast<size_t>(cut - 1 - begin()), &before, 1) == 1 && before == 0) {
      --cut;
      if (after_filler_) --facts_.filler_bytes;
    }
    CutAt(cut);
    StartUnit(from);
  }
  use_ = syntax_->Add(head);
  if (use_ == PictureSyntax::Use::kEndsUnit) {
    CutAt(from + 1);
    nal_ = kNone;
    if (buffer_.size() > 0) StartUnit(from + 1);
  }
}

// The NAL unit under way ends at `end`.
void VideoReader::FinishNal(uint64_t end) {
  if (nal_ == kNone) return;
  if (!decided_) Decide(end);
  if (nal_ == kNone) return;
  bool filler = use_ == PictureSyntax::Use::kFiller;
  if (use_ == PictureSyntax::Use::kWhole) {
    std::array<uint8_t, kMaxWholeBytes> bytes;
    const uint64_t from = nal_ + kStartCodeBytes;
    size_t size = std::min(static_cast<size_t>(end - from), bytes.size());
    size = buffer_.Copy(static_cast<size_t>(from - begin()), bytes.data(), size);
    while (size > 2 && bytes[size - 1] == 0) --size;  // zeros before the next start code
    filler = size >= 2 && syntax_->Whole({bytes.data(), size});
  }
  after_filler_ = filler;
  if (filler) facts_.filler_bytes += static_cast<size_t>(end - nal_);
}

// Hands over the unit under way, which ends at `position`.
void VideoReader::CutAt(uint64_t position) {
  const size_t bytes = static_cast<size_t>(position - begin());
  started_ = false;
  if (bytes == 0) return;
  facts_.key = syntax_->key() && !is_tail_;
  NoteParameters(syntax_->parameters());
  Emit(bytes, facts_);
}

// `position`: where its first NAL unit begins, for the times.
void VideoReader::StartUnit(uint64_t position) {
  started_ = true;
  facts_ = {};
  after_filler_ = false;
  is_tail_ = false;
  if (const auto times = marks_.TakeUpTo(position)) facts_.times = *times;
  syntax_->BeginUnit();
}

void VideoReader::Flush() {
  FinishNal(end_);
  if (buffer_.size() > 0) CutAt(end_);
  started_ = false;
  nal_ = kNone;
  scanner_.Reset();
}

void VideoReader::Reset() {
  buffer_.Clear();
  marks_.Clear();
  scanner_.Reset();
  started_ = false;
  nal_ = kNone;
}

}  // namespace vedette::ts

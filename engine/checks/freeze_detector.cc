#include "engine/checks/freeze_detector.h"

#include <algorithm>

#include "engine/checks/fact_time.h"

namespace vedette::checks {
namespace {

// An encoder may refine a still picture for this long before its frames become tiny (measured up to
// 0.3 s); seconds.
constexpr double kRefinement = 0.5;
constexpr double kLongestRefresh = 1.0;  // seconds of moving pictures inside such a run
constexpr int kStepsWithoutSizes = 2;    // equal key pictures after the first

// Whether the run of tiny frames goes on at a picture (key frames lie up to 1 s past its end).
bool Covers(const std::optional<StillRunFact>& run, const FactTime& at) {
  if (!run || run->start.media > at.media) return false;
  return run->end.media + (run->open ? kLongestRefresh : 0) >= at.media;
}

}  // namespace

bool FreezeDetector::Still(const PictureFact& picture, const Ledger& ledger) const {
  return picture.still_difference <= ledger.limit(CheckId::kFreeze).limit;
}

bool FreezeDetector::NothingMoved(const PictureFact& picture, const Ledger& ledger) const {
  return picture.coarse_difference <= ledger.limit(CheckId::kFreeze).limit;
}

void FreezeDetector::On(const PictureFact& picture, bool black,
                        const std::optional<StillRunFact>& evidence, Ledger& ledger) {
  if (black) {
    End(moving_ ? *moving_ : picture.time, ledger);
    reference_.reset();
    still_steps_ = 0;
    barrier_ = picture.time;
  } else if (std::isnan(picture.still_difference) || !reference_) {
    End(picture.time, ledger);
    if (previous_black_ || (!reference_ && !evidence)) barrier_ = picture.time;
    Moved(picture);
  }
  const bool tiny = Covers(evidence, picture.time);
  if (!black && picture.every_frame) OnEveryFrame(picture, evidence, tiny, ledger);
  if (!black && !picture.every_frame) OnKeyPicture(picture, evidence, tiny, ledger);
  previous_ = picture.time;
  previous_black_ = black;
  every_frame_ = picture.every_frame;
}

void FreezeDetector::OnEveryFrame(const PictureFact& picture,
                                  const std::optional<StillRunFact>& evidence, bool tiny,
                                  Ledger& ledger) {
  const bool moved = !NothingMoved(picture, ledger);
  if (moved) NoteMove(picture, evidence);
  if (reference_->media == picture.time.media) return;
  const bool still = Still(picture, ledger);
  if (!still && (moved || !tiny)) {
    End(moving_ ? *moving_ : picture.time, ledger);
    Moved(picture);
    return;
  }
  if (!span_.on) {
    Begin(still ? *reference_ : StartBy(*evidence));
    if (tiny) StartEarlier(*evidence);
  }
  proved_ = true;
  largest_ = std::max(largest_, still ? picture.still_difference : picture.coarse_difference);
  exact_ = exact_ && picture.identical;
  if (still) {
    moving_.reset();
  } else {
    if (!moving_) moving_ = picture.time;
    by_sizes_ = true;
    Moved(picture);
  }
  Grow(picture.time, ledger);
}

void FreezeDetector::OnKeyPicture(const PictureFact& picture,
                                  const std::optional<StillRunFact>& evidence, bool tiny,
                                  Ledger& ledger) {
  const bool first = reference_->media == picture.time.media;
  const bool still = !first && Still(picture, ledger);
  const bool near = !first && tiny && NothingMoved(picture, ledger);
  if (!still && !near) {
    // Tiny frames on both sides of a picture that moved: they are no witness.
    const bool on_both_sides = tiny && !first && evidence->end.media > picture.time.media;
    if (!proved_ && on_both_sides) span_.on = false;
    if (on_both_sides) End(span_.until, ledger);
    const bool edge = evidence && evidence->end.media > span_.until.media - frame_ &&
                      evidence->end.media < picture.time.media;
    End(edge ? evidence->end : picture.time, ledger);
    if (!first && !NothingMoved(picture, ledger)) NoteMove(picture, evidence);
    Moved(picture);
  } else {
    ++still_steps_;
    proved_ = true;
    largest_ = std::max(largest_, still ? picture.still_difference : picture.coarse_difference);
    exact_ = exact_ && picture.identical;
  }
  if (!span_.on && tiny) {
    Begin(StartBy(*evidence));
    by_sizes_ = true;
  } else if (!span_.on && !evidence && still_steps_ >= kStepsWithoutSizes) {
    Begin(*reference_);
    proved_ = true;
  }
  if (!span_.on) return;
  if (near && !still) by_sizes_ = true;
  Grow(picture.time, ledger);
}

void FreezeDetector::On(const StillRunFact& run, Ledger& ledger) {
  const bool clock = !every_frame_;  // pixels are the clock where every frame is decoded
  if (span_.on) {
    if (run.start.media <= span_.until.media + kLongestRefresh) StartEarlier(run);
    if (run.open) return;
    if (by_sizes_ && (clock || previous_.media < run.end.media)) {
      if (!proved_ && OnMedia(barrier_) && barrier_.media > run.start.media)
        span_.on = false;
      else
        End(run.end, ledger);
    }
    if (!clock && moving_) End(*moving_, ledger);
    return;
  }
  // No picture proved it, because none was looked at inside: the sizes alone say that it stood.
  const bool unseen = !run.open && clock && OnMedia(previous_) && !previous_black_ &&
                      previous_.media < run.start.media;
  if (!unseen) return;
  Begin(StartBy(run));
  by_sizes_ = true;
  Grow(run.end, ledger);
  End(run.end, ledger);
}

FactTime FreezeDetector::StartBy(const StillRunFact& run) const {
  // The first tiny frame repeats the one before it.
  const FactTime start = Later(run.start, -frame_);
  if (!OnMedia(barrier_)) return start;
  const double refined = start.media - barrier_.media;
  return refined < 0 || (barrier_exact_ && refined <= kRefinement) ? barrier_ : start;
}

void FreezeDetector::StartEarlier(const StillRunFact& run) {
  const FactTime start = StartBy(run);
  if (start.media >= span_.start.media) return;
  span_.start = start;
  by_sizes_ = true;
}

void FreezeDetector::NoteMove(const PictureFact& picture,
                              const std::optional<StillRunFact>& evidence) {
  // It moved somewhere after the last picture; right here when that was the frame before, or when
  // tiny frames were all between.
  barrier_exact_ = every_frame_ && picture.every_frame;
  const bool all_tiny = Covers(evidence, picture.time) && evidence->start.media <= previous_.media;
  const bool here = barrier_exact_ || all_tiny;
  barrier_ = here ? picture.time : previous_;
}

void FreezeDetector::Moved(const PictureFact& picture) {
  reference_ = picture.time;
  still_steps_ = 0;
}

void FreezeDetector::Begin(const FactTime& start) {
  span_ = {true, start, start};
  by_sizes_ = false;
  proved_ = false;
  exact_ = true;
  largest_ = 0;
  check_ = CheckId::kFreeze;
  counted_to_ = start.media;
}

void FreezeDetector::Grow(const FactTime& until, Ledger& ledger) {
  span_.until = until;
  if (until.media > counted_to_) {
    history_.Add(counted_to_, until.media);
    counted_to_ = until.media;
  }
  if (!proved_) return;
  const bool meant = meant_ || history_.MostOfTheHour(until.media);
  if (meant && check_ == CheckId::kFreeze) {
    ledger.Good(CheckId::kFreeze, {}, until);
    check_ = CheckId::kStaticPicture;
  }
  const double limit = ledger.limit(check_).limit;
  ledger.Bad({.check = check_,
              .start = span_.start,
              .now = until,
              .value = largest_,
              .limit = limit,
              .detail = by_sizes_ ? "near, by frame sizes"
                        : exact_  ? "exact"
                                  : "near"});
  freeze_span_ = span_;
  freeze_span_.on = check_ == CheckId::kFreeze;
}

void FreezeDetector::End(const FactTime& end, Ledger& ledger) {
  moving_.reset();
  if (!span_.on) return;
  proved_ = true;
  Grow(end, ledger);
  ledger.Good(check_, {}, end);
  span_.on = freeze_span_.on = false;
}

void FreezeDetector::Break(Ledger& ledger) {
  End(moving_ ? *moving_ : span_.until, ledger);
  reference_.reset();
  barrier_ = previous_ = FactTime();
  previous_black_ = false;
}

void FreezeDetector::Finish(const FactTime& end, Ledger& ledger) {
  if (!span_.on) return;
  if (moving_) {
    End(*moving_, ledger);
  } else {
    Grow(end, ledger);
  }
}

}  // namespace vedette::checks

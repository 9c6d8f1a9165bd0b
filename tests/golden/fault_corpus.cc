#include "tests/golden/fault_corpus.h"

#include "tests/golden/scene.h"

namespace vedette::golden {
namespace {

constexpr char kStill[] = "testsrc2=s=SIZE:r=RATE,loop=loop=-1:size=1:start=0";
constexpr char kHalf[] = "640x360";
constexpr char kNtsc[] = "30000/1001";

// The same three faults through encoders that differ in how they spend bytes.
std::vector<Scene> Encoders() {
  const std::string x264 = "-c:v libx264 -preset ";
  const std::string x265 = "-c:v libx265 -x265-params log-level=error:keyint=50:min-keyint=50:";
  const auto scene = [](const std::string& name, const std::string& options,
                        const std::string& size = "320x180", const std::string& rate = "25") {
    return Scene(name, size, rate).Moving().Encoder(options);
  };
  return {
      Scene("x264_fixed_gop", kHalf).Moving().ThreeFaults(),
      scene("x264_open_gop", x264 + "fast -g 50 -bf 3 -x264-params open-gop=1").ThreeFaults(),
      scene("x264_gop_10s", x264 + "veryfast -g 250 -sc_threshold 0").ThreeFaults(),
      scene("x264_scene_cut_gop", x264 + "veryfast -g 250 -sc_threshold 40").ThreeFaults(),
      scene("x264_gop_half_second", x264 + "veryfast -g 12 -sc_threshold 0").ThreeFaults(),
      scene("x264_intra_refresh", x264 + "veryfast -g 50 -intra-refresh 1").ThreeFaults(),
      scene("x264_all_intra", x264 + "veryfast -g 1").ThreeFaults(),
      scene("x264_cbr_filler",
            x264 + "veryfast -g 50 -sc_threshold 0 -b:v 700k -minrate 700k -maxrate 700k "
                   "-bufsize 700k -nal-hrd cbr")
          .ThreeFaults(),
      scene("x264_abr_vbv",
            x264 + "veryfast -g 50 -sc_threshold 0 -b:v 400k -maxrate 500k -bufsize 500k")
          .ThreeFaults(),
      scene("x264_ultrafast", x264 + "ultrafast -g 50").ThreeFaults(),
      scene("x264_medium", x264 + "medium -g 50 -sc_threshold 0", kHalf).ThreeFaults(),
      scene("x264_slow", x264 + "slow -g 50 -sc_threshold 0").ThreeFaults(),
      scene("x264_baseline", x264 + "veryfast -g 50 -profile:v baseline").ThreeFaults(),
      scene("x264_low_latency_slices", x264 + "veryfast -g 50 -tune zerolatency -slices 4")
          .ThreeFaults(),
      scene("x264_coarse", x264 + "veryfast -g 50 -sc_threshold 0 -crf 36").ThreeFaults(),
      scene("x264_fine", x264 + "veryfast -g 50 -sc_threshold 0 -crf 16").ThreeFaults(),
      scene("x264_interlaced", x264 + "veryfast -g 50 -flags +ilme+ildct -x264-params tff=1")
          .ThreeFaults(),
      scene("x264_ntsc", x264 + "veryfast -g 60 -sc_threshold 0", kHalf, kNtsc).ThreeFaults(),
      scene("x264_50fps", x264 + "veryfast -g 100 -sc_threshold 0", kHalf, "50").ThreeFaults(),
      scene("x264_720p", x264 + "ultrafast -g 50 -crf 30", "1280x720").ThreeFaults(),
      scene("x264_1080p", x264 + "ultrafast -g 50 -crf 30", "1920x1080").ThreeFaults(),
      scene("x265_ultrafast", x265 + "open-gop=0 -preset ultrafast").ThreeFaults(),
      scene("x265_open_gop", x265 + "open-gop=1 -preset fast").ThreeFaults(),
      scene("x265_50fps", x265 + "open-gop=0 -preset superfast", "320x180", "50").ThreeFaults(),
      scene("mpeg2_gop12", "-c:v mpeg2video -g 12 -bf 2 -b:v 2M").ThreeFaults(),
      scene("mpeg2_cbr_stuffed",
            "-c:v mpeg2video -g 12 -bf 2 -b:v 2M -minrate 2M -maxrate 2M -bufsize 1M")
          .ThreeFaults(),
      scene("mpeg2_interlaced_576", "-c:v mpeg2video -g 15 -bf 2 -q:v 5 -flags +ilme+ildct",
            "720x576")
          .ThreeFaults(),
  };
}

// The same faults in pictures of other kinds.
std::vector<Scene> Contents() {
  return {
      Scene("zoom").Source("mandelbrot=s=SIZE:r=RATE").ThreeFaults(),
      Scene("particles")
          .Source("life=s=SIZE:r=RATE:mold=10:ratio=0.2:seed=3:life_color=#e0e0a0:"
                  "death_color=#304050")
          .ThreeFaults(),
      Scene("texture").Source("cellauto=s=SIZE:r=RATE:rule=110:seed=5").ThreeFaults(),
      Scene("soft_colours")
          .Source("gradients=s=SIZE:r=RATE:n=4:speed=0.05:seed=2,"
                  "noise=alls=4:allf=t:all_seed=3")
          .ThreeFaults(),
      Scene("dark_film").Moving().Filter("lutyuv=y=16+(val-16)*0.3").ThreeFaults(),
      Scene("logo_over_all").Moving().ThreeFaults().Box("270:12:36:14", "white"),
  };
}

// Faults of unusual shapes.
std::vector<Scene> Shapes() {
  return {
      Scene("fades").Moving().FadeToBlack(8.12, 13.52, 1),
      Scene("slow_fades").Moving().FadeToBlack(6.12, 13.52, 2.4),
      // Grain that the encoder keeps: sizes do not tell, the next look does.
      Scene("black_with_noise")
          .Moving()
          .Seconds(50)
          .Black(9.32, 44.12)
          .Filter("noise=alls=10:allf=t:all_seed=9"),
      // 1 % and 3.5 % of the picture: black needs 98 %, and a still logo on black is a freeze.
      Scene("black_with_small_logo").Moving().Black(7.32, 13.12).Box("260:12:36:16", "white"),
      Scene("black_with_large_logo")
          .Moving()
          .Blink(7.32, 13.12)
          .Truth("freeze", 7.32, 13.12)
          .Box("250:12:48:42", "white"),
      Scene("black_at_start").Moving().Black(0, 5.2),
      Scene("black_at_end").Moving().Black(20.4, 30),
      Scene("black_just_long_enough").Moving().Black(6.52, 8.72).Black(14.04, 16.24),
      Scene("freeze_just_long_enough").Moving().Freeze(6.52, 8.92).Freeze(14.04, 16.44),
      // Longer after the last look at a whole picture than one after the other are otherwise.
      Scene("late_faults")
          .Moving()
          .Seconds(130)
          .Freeze(55.52, 59.92)
          .Freeze(118.52, 122.92)
          .Black(98.32, 101.72),
      Scene("freeze_at_end").Moving().Freeze(19.36, 30),
      Scene("freeze_twice").Moving().Freeze(5.12, 9.92).Freeze(10.92, 16.12),
      Scene("slide_all_along").Source(kStill).Truth("freeze", 0, 30),
      Scene("dead_air_black")
          .Moving()
          .Black(7.32, 15.12)
          .Silence(9.28, 13.68)
          .Truth("dead_air", 9.28, 13.68),
      Scene("dead_air_freeze")
          .Moving()
          .Freeze(7.32, 15.12)
          .Silence(9.28, 18.28)
          .Truth("dead_air", 9.28, 15.12),
      Scene("hiss_below_limit")
          .Moving()
          .SoundFilter("volume=0.0008:enable='between(t,7.2,12.8)'")
          .Truth("silence", 7.2, 12.8),
      Scene("silence_at_end").Moving().Silence(20.2, 30),
  };
}

// Healthy streams of 60 s, as they are nearly all the time.
std::vector<Scene> Clean() {
  const auto scene = [](const std::string& name, const std::string& size = "320x180") {
    return Scene(name, size).Moving().Seconds(60).Clean();
  };
  return {
      scene("clean"),
      scene("clean_360p", kHalf).Encoder("-c:v libx264 -preset superfast -g 50"),
      scene("clean_1080p", "1920x1080")
          .Seconds(34)
          .Encoder("-c:v libx264 -preset ultrafast -g 50 -crf 30"),
      scene("clean_scene_cut_gop").Encoder("-c:v libx264 -preset veryfast -g 250"),
      scene("clean_open_gop")
          .Encoder("-c:v libx264 -preset veryfast -g 50 -bf 3 -x264-params open-gop=1"),
      scene("clean_x265")
          .Encoder("-c:v libx265 -preset superfast -x265-params log-level=error:keyint=50"),
      scene("clean_mpeg2").Encoder("-c:v mpeg2video -g 12 -bf 2 -b:v 2M"),
      scene("clean_zoom").Source("mandelbrot=s=SIZE:r=RATE"),
      scene("clean_cuts")
          .Overlay("mandelbrot=s=SIZE:r=RATE", "enable='gte(mod(t,9),4)'")
          .Overlay("cellauto=s=SIZE:r=RATE:rule=110:seed=5", "enable='gte(mod(t,13),10)'"),
      scene("clean_logo").Box("270:12:36:14", "white"),
      scene("clean_calm_and_busy")
          .Filter("noise=alls=30:allf=t:all_seed=4:enable='lt(mod(t,20),8)'"),
  };
}

// Nothing of this is a fault, however it looks.
std::vector<Scene> Negatives() {
  const std::string hand = "testsrc2=s=16x48:r=RATE,loop=loop=-1:size=1:start=0";
  const std::string slide_after = "enable='gte(t,10)'";
  return {
      Scene("dark_scene").Moving().Filter("lutyuv=y=16+(val-16)*0.2"),
      Scene("slow_pan")
          .Source("testsrc2=s=1280x360:r=RATE,loop=loop=-1:size=1:start=0,"
                  "crop=320:180:x=t*20:y=60"),
      Scene("slowest_pan")
          .Source("testsrc2=s=1280x360:r=RATE,loop=loop=-1:size=1:start=0,"
                  "crop=320:180:x=t*6:y=60"),
      Scene("slide_with_clock").Source(kStill).Overlay(hand, "y=120:x=60+8*mod(floor(t)\\,20)"),
      Scene("slide_with_sweeping_hand").Source(kStill).Overlay(hand, "y=120:x=60+mod(t*40\\,200)"),
      Scene("slide_with_clock_after_motion")
          .Moving()
          .Overlay(kStill, slide_after)
          .Overlay(hand, "y=120:x=60+8*mod(floor(t)\\,20)"),
      Scene("talking_head")
          .Source(kStill)
          .Overlay("cellauto=s=48x40:r=RATE:rule=110:seed=6", "x=140:y=70"),
      Scene("still_with_grain").Source(kStill).Filter("noise=alls=8:allf=t:all_seed=5"),
      Scene("soft_colours_drift").Source("gradients=s=SIZE:r=RATE:n=4:speed=0.05:seed=2"),
      // Animation on twos: every other picture repeats the one before.
      Scene("every_picture_twice").Source("testsrc2=s=SIZE:r=25/2,fps=25"),
      Scene("short_faults")
          .Moving()
          .Blink(4.32, 5.92)
          .Blink(11.2, 12.6)
          .Filter("loop=size=1:start=420:loop=38,setpts=N/(FR*TB)")
          .SoundFilter("volume=0:enable='lt(mod(t,4),1.5)'"),
      Scene("dips_to_black")
          .Moving()
          .Filter("fade=t=out:st=8:d=0.8:enable='between(t,8,9)'")
          .Filter("fade=t=in:st=9:d=0.8:enable='between(t,9,10)'"),
      Scene("quiet_music")
          .Moving()
          .Sound("aevalsrc=0.0024*sin(2*PI*220*t)*(0.6+0.4*sin(PI*t))|"
                 "0.0024*sin(2*PI*330*t)*(0.6+0.4*sin(PI*t)):s=48000"),
      Scene("one_channel_silent").Moving().SoundFilter("pan=stereo|c0=c0|c1=0*c0"),
  };
}

}  // namespace

std::vector<Clip> FaultCorpus() {
  std::vector<Clip> clips;
  for (const auto& part : {Encoders(), Contents(), Shapes(), Clean(), Negatives()}) {
    for (const Scene& scene : part) clips.push_back(scene.Make());
  }
  return clips;
}

}  // namespace vedette::golden

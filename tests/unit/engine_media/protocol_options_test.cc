#include "engine/media/protocol_options.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace vedette::media {
namespace {

using Options = std::map<std::string, std::string>;

Options Given(Dictionary& entries) {
  Options given;
  for (const std::string& key : entries.Keys()) {
    given[key] = av_dict_get(*entries.handle(), key.c_str(), nullptr, 0)->value;
  }
  return given;
}

struct SrtCase {
  const char* query;
  const char* left;  // in the URL
  Options options;
};

TEST(ProtocolOptionsTest, TakesFromAnSrtQueryWhatLibavWouldTakeWrongly) {
  const SrtCase cases[] = {
      {"", "", {}},
      {"?mode=listener", "?mode=listener", {}},
      {"?latency=200", "", {{"latency", "200000"}}},
      {"?latency=0&mode=caller", "?mode=caller", {{"latency", "0"}}},
      {"?latency=19999", "", {{"latency", "19999000"}}},
      {"?latency=120000", "", {{"latency", "120000"}}},  // FFmpeg's microseconds
      {"?mode=caller&streamid=a+b&pbkeylen=32", "?mode=caller&pbkeylen=32", {{"streamid", "a+b"}}},
      {"?streamid=%23%21%3a:r=live,m=request", "", {{"streamid", "#!::r=live,m=request"}}},
      {"?streamid=#!::r=live", "", {{"streamid", "#!::r=live"}}},
      {"?passphrase=p%26q%zz%4", "", {{"passphrase", "p&q%zz%4"}}},
      {"?streamid=&x&&y=1", "?x&y=1", {{"streamid", ""}}},
  };
  for (const SrtCase& c : cases) {
    AvInputOptions options;
    options.url = std::string("srt://host:9000") + c.query;
    options.connect_timeout = base::milliseconds(700);
    Dictionary entries;
    const auto call = SetProtocolOptions(options, entries);
    ASSERT_TRUE(call.ok()) << c.query;
    EXPECT_EQ(call->url, std::string("srt://host:9000") + c.left);
    Options wanted = c.options;
    wanted["connect_timeout"] = "700";
    wanted["protocol_whitelist"] = "srt";
    EXPECT_EQ(Given(entries), wanted) << c.query;
  }
}

TEST(ProtocolOptionsTest, RefusesALatencyThatIsNone) {
  for (const char* const latency : {"", "-1", "2s", "60000001", "99999999999999999999"}) {
    AvInputOptions options;
    options.url = std::string("srt://host:9000?latency=") + latency;
    Dictionary entries;
    EXPECT_EQ(SetProtocolOptions(options, entries).status().code(), base::Code::kInvalidArgument)
        << latency;
  }
}

TEST(ProtocolOptionsTest, CertificatesAreVerifiedWhereverTlsIsSpoken) {
  for (const char* const url : {"https://host/a", "rtmps://host/a/b"}) {
    AvInputOptions options;
    options.url = url;
    Dictionary entries;
    ASSERT_TRUE(SetProtocolOptions(options, entries).ok());
    EXPECT_EQ(Given(entries)["tls_verify"], "1") << url;
  }
  AvInputOptions options;
  options.url = "rtsps://host/a";
  Dictionary entries;
  EXPECT_TRUE(SetProtocolOptions(options, entries)->own_tls);
}

}  // namespace
}  // namespace vedette::media

#include "engine/base/url.h"

#include <gtest/gtest.h>

namespace vedette::base {
namespace {

TEST(ParseUrlTest, TakesApart) {
  const Result<Url> url = ParseUrl("HTTP://user:p%40ss@[::1]:8080/live/a.m3u8?token=x#frag");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->scheme, "http");
  EXPECT_EQ(url->userinfo, "user:p%40ss");
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 8080);
  EXPECT_EQ(url->path, "/live/a.m3u8");
  EXPECT_EQ(url->query, "token=x");
}

TEST(ParseUrlTest, ListeningAddressesMayLackAHost) {
  EXPECT_TRUE(ParseUrl("udp://:5000").ok());
  EXPECT_TRUE(ParseUrl("srt://:5000?mode=listener").ok());
  EXPECT_FALSE(ParseUrl("http://:80/").ok());
}

TEST(ParseUrlTest, RefusesWhatIsNoUrl) {
  for (const char* text : {"", "ch1", "://x", "http://", "http://host:0/", "http://host:99999/",
                           "http://host:8a/", "http://a b/", "http://[::1/", "1http://x/"}) {
    const Result<Url> url = ParseUrl(text);
    EXPECT_FALSE(url.ok()) << text;
    EXPECT_EQ(url.status().reason(), "url") << text;
  }
  EXPECT_FALSE(ParseUrl("http://host/" + std::string(9000, 'a')).ok());
}

// The table of RFC 3986 section 5.4.1, base http://a/b/c/d;p?q.
TEST(ResolveUrlTest, FollowsRfc3986) {
  const struct {
    const char* reference;
    const char* expected;
  } kCases[] = {
      {"http://x/y", "http://x/y"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(ResolveUrl("http://a/b/c/d;p?q", test.reference), test.expected) << test.reference;
  }
  EXPECT_EQ(ResolveUrl("http://host", "seg.ts"), "http://host/seg.ts");
  EXPECT_EQ(ResolveUrl("http://host/a?redirect=/x/y", "seg.ts"), "http://host/seg.ts");
  EXPECT_EQ(ResolveUrl("live/a.m3u8", "seg.ts"), "live/seg.ts");
}

TEST(RedactUrlTest, HidesSecretsAndKeepsTheRest) {
  const struct {
    const char* url;
    const char* shown;
  } kCases[] = {
      {"rtsp://admin:pw@cam/1", "rtsp://***@cam/1"},
      {"rtsp://admin:p&w@d@cam/1", "rtsp://***@cam/1"},
      {"srt://h:1?mode=caller&passphrase=0123456789&latency=200",
       "srt://h:1?mode=caller&passphrase=***&latency=200"},
      {"srt://h:1?streamid=#!::r=live&passphrase=a#b&x=1",
       "srt://h:1?streamid=#!::r=live&passphrase=***&x=1"},
      {"srt://h:1?streamid=#!::u=me,token=abc,r=x", "srt://h:1?streamid=#!::u=me,token=***"},
      {"http://h/a?Token=abc", "http://h/a?Token=***"},
      {"http://h/a?%74oken=abc&b=1", "http://h/a?%74oken=***&b=1"},
      {"http://h/a#access_token=abc", "http://h/a#access_token=***"},
      {"http://h/live;jsessionid=abc/a.m3u8?x=1", "http://h/live;jsessionid=***/a.m3u8?x=1"},
      {"http://h/a?jwt=a.b.c&pw=1&pwd=2&md5=3&e=4",
       "http://h/a?jwt=***&pw=***&pwd=***&md5=***&e=4"},
      {"http://h/a?url=http://u:p@x/b?token=abc&c=1",
       "http://h/a?url=http://***@x/b?token=***&c=1"},
      {"http://h/a?url=http%3A%2F%2Fx%3Ftoken%3Dabc&c=1", "http://h/a?url=***&c=1"},
      {"http://h/a?url=http%253A%252F%252Fx%253Fkey%253Dabc", "http://h/a?url=***"},
      {"http://h/a?url=http%3A%2F%2Fx%2Fb", "http://h/a?url=http%3A%2F%2Fx%2Fb"},
      {"http://h/hdntl=exp=1~hmac=2/a.m3u8", "http://h/hdntl=***/a.m3u8"},
      {"http://h/live-token=abc/a.m3u8", "http://h/live-token=***/a.m3u8"},
      {"http://h/hockey-audio=128000-video=800000.m3u8",
       "http://h/hockey-audio=128000-video=800000.m3u8"},
      {"http://h/a@b.m3u8?x=1", "http://h/a@b.m3u8?x=1"},
      {"http://h/a?side=b&x==c", "http://h/a?side=b&x==c"},
      {"udp://239.1.1.1:5000", "udp://239.1.1.1:5000"},
  };
  for (const auto& test : kCases) EXPECT_EQ(RedactUrl(test.url), test.shown);
}

// The work grows with the length, not with a power of it: this took minutes.
TEST(RedactUrlTest, HostileOnesAreNoWork) {
  std::string url = "http://h/a?a=";
  while (url.size() < 100000) url += "%2541=";
  EXPECT_EQ(RedactUrl(url), url);
}

TEST(UrlTest, DecodesEscapesAndLeavesTheRest) {
  EXPECT_EQ(PercentDecode("a%20b%2Fc%c3%a9"), "a b/c\xc3\xa9");
  EXPECT_EQ(PercentDecode("100%, %4, %zz, %"), "100%, %4, %zz, %");
}

}  // namespace
}  // namespace vedette::base

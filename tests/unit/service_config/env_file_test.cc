#include "service/config/env_file.h"

#include <gtest/gtest.h>

#include <utility>

namespace vedette::config {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Good {
  const char* name;
  std::string text;
  Pairs entries;
};

TEST(EnvFileTest, Reads) {
  const Good cases[] = {
      {"nothing", "", {}},
      {"blank lines and comments", "\n  \n# PORT=1\n\t# x\n", {}},
      {"plain", "PORT=80\nGRPC_PORT=90", {{"PORT", "80"}, {"GRPC_PORT", "90"}}},
      {"export", "export PORT=80\nexport\tX=1\n", {{"PORT", "80"}, {"X", "1"}}},
      {"a name that is export", "export=1\nexport = 2\n", {{"export", "1"}, {"export", "2"}}},
      {"blanks around", "  PORT = 80  \n", {{"PORT", "80"}}},
      {"empty", "A=\nB= \nC=''\nD=\"\"", {{"A", ""}, {"B", ""}, {"C", ""}, {"D", ""}}},
      {"equals in the value", "URL=http://h/?a=b==", {{"URL", "http://h/?a=b=="}}},
      {"comment after the value", "A=b # c\nB=#c\nC=x#y\n", {{"A", "b"}, {"B", ""}, {"C", "x#y"}}},
      {"single quotes", "A='a \\n \"b\" # c' # d\n", {{"A", "a \\n \"b\" # c"}}},
      {"double quotes", R"(A="a\n\t\"b\" \$c \\ # 'd'")", {{"A", "a\n\t\"b\" $c \\ # 'd'"}}},
      {"several lines",
       "A=\"one\ntwo\"\nB='x\ny'\nC=1",
       {{"A", "one\ntwo"}, {"B", "x\ny"}, {"C", "1"}}},
      {"carriage returns",
       "A=1\r\n\r\nB=\"2\"\r\n# c\r\nC=3 \r\n",
       {{"A", "1"}, {"B", "2"}, {"C", "3"}}},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "A=1",
       {{"A", "1"}}},
      {"again", "A=1\nA=2", {{"A", "1"}, {"A", "2"}}},
      {"names of others", "a.b-c=1\n_X=2", {{"a.b-c", "1"}, {"_X", "2"}}},
      {"quote within", "A=it's\nB=a\"b", {{"A", "it's"}, {"B", "a\"b"}}},
  };
  for (const Good& test : cases) {
    SCOPED_TRACE(test.name);
    const auto entries = ParseEnvFile(test.text);
    ASSERT_TRUE(entries.ok()) << entries.status().ToString();
    Pairs pairs;
    for (const EnvEntry& entry : *entries) pairs.emplace_back(entry.name, entry.value);
    EXPECT_EQ(pairs, test.entries);
  }
}

TEST(EnvFileTest, SaysWhichLineIsWrongAndNotWhatIsInIt) {
  const struct {
    std::string text;
    const char* line;
  } cases[] = {
      {"A=1\nhunter2\n", "line 2"},
      {"\n\n=hunter2", "line 3"},
      {"A='one\ntwo'\nhunter2 x=1", "line 3"},
      {"A=1\nB='hunter2\nC=1\n", "line 2"},
      {"A=\"hunter2", "line 1"},
      {"A='hunter2' hunter2", "line 1"},
      {"1A=hunter2", "line 1"},
      {"export A B=hunter2", "line 1"},
      {std::string("A\0B=hunter2", 11), "line 1"},
      {"\x01\xff\xfe hunter2", "line 1"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.text);
    const base::Status status = ParseEnvFile(test.text).status();
    EXPECT_EQ(status.code(), base::Code::kInvalidArgument);
    EXPECT_NE(status.message().find(test.line), std::string::npos) << status.message();
    EXPECT_EQ(status.message().find("hunter2"), std::string::npos) << status.message();
  }
}

}  // namespace
}  // namespace vedette::config

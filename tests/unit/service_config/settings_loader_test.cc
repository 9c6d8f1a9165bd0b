#include "service/config/settings_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "service/config/setting_table.h"

namespace vedette::config {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Strings = std::vector<std::string>;

class SettingsLoaderTest : public testing::Test {
 protected:
  SettingsLoaderTest() {
    std::string name = testing::TempDir() + "vedette-config-XXXXXX";
    inputs_.working_directory = mkdtemp(name.data());
  }
  ~SettingsLoaderTest() override { std::filesystem::remove_all(inputs_.working_directory); }

  void WriteEnvFile(const std::string& text, const std::string& name = ".env") {
    std::ofstream(inputs_.working_directory / name) << text;
  }
  Settings Load() {
    auto loaded = LoadSettings(inputs_);
    EXPECT_TRUE(loaded.ok()) << loaded.status().ToString();
    if (!loaded.ok()) return {};
    warnings_ = loaded->warnings;
    return loaded->settings;
  }
  // The one line that stops start-up.
  std::string Refusal() {
    const base::Status status = LoadSettings(inputs_).status();
    EXPECT_EQ(status.code(), base::Code::kInvalidArgument);
    EXPECT_EQ(status.message().find('\n'), std::string::npos) << status.message();
    return status.message();
  }

  LoadInputs inputs_;
  Strings warnings_;
};

TEST_F(SettingsLoaderTest, DefaultsAreThoseOfTheDocuments) {
  const Settings settings = Load();
  EXPECT_EQ(Describe(settings),
            "PORT=3050\nGRPC_PORT=50051\nBIND_ADDRESS=127.0.0.1\nDATA_DIR=./data\nJWT_SECRET=\n"
            "MAX_CONCURRENT_MONITORS=0\nMONITOR_START_DELAY=5\nMONITOR_ROTATION_MS=30000\n"
            "MONITOR_MAX_RESTARTS=0\nALLOWED_SCHEMES=\nDENY_PRIVATE_ADDRESSES=false\n"
            "LOG_DIR=./logs\nMAX_LOG_SIZE=10485760\nMAX_LOG_FILES=5\nLOG_RETENTION_DAYS=7\n");
  EXPECT_THAT(warnings_,
              testing::ElementsAre(AllOf(HasSubstr("JWT_SECRET"), HasSubstr("loopback"))));
}

TEST_F(SettingsLoaderTest, FlagsWinOverEnvironmentOverFileOverDefault) {
  WriteEnvFile("PORT=1\nGRPC_PORT=1\nMAX_LOG_FILES=1\n");
  inputs_.environment = {{"PORT", "2"}, {"GRPC_PORT", "2"}};
  inputs_.arguments = {"--port", "3"};
  const Settings settings = Load();
  EXPECT_EQ(settings.port, 3);
  EXPECT_EQ(settings.grpc_port, 2);
  EXPECT_EQ(settings.max_log_files, 1);
  EXPECT_EQ(settings.monitor_max_restarts, 0);
}

TEST_F(SettingsLoaderTest, ReadsEveryType) {
  inputs_.arguments = {"--monitor-start-delay=100",
                       "--monitor-rotation-ms",
                       "0",
                       "--log-retention-days",
                       "30",
                       "--max-log-size=1099511627776",
                       "--log-dir=/var/log/x y",
                       "--deny-private-addresses",
                       "--allowed-schemes=HTTPS, srt",
                       "--bind-address=::1"};
  const Settings settings = Load();
  EXPECT_EQ(settings.monitor_start_delay, base::milliseconds(100));
  EXPECT_EQ(settings.monitor_rotation, base::milliseconds(0));
  EXPECT_EQ(settings.log_retention, std::chrono::days(30));
  EXPECT_EQ(settings.max_log_size_bytes, 1LL << 40);
  EXPECT_EQ(settings.log_dir, "/var/log/x y");
  EXPECT_TRUE(settings.deny_private_addresses);
  EXPECT_EQ(settings.allowed_schemes, (Strings{"https", "srt"}));
  EXPECT_EQ(settings.bind_address, "::1");
}

TEST_F(SettingsLoaderTest, SwitchesTakeAWordOrNone) {
  for (const Strings& on : {Strings{"--deny-private-addresses"},
                            {"--deny-private-addresses", "--port=1"},
                            {"--deny-private-addresses", "YES"},
                            {"--deny-private-addresses=1"}}) {
    inputs_.arguments = on;
    EXPECT_TRUE(Load().deny_private_addresses);
  }
  for (const Strings& off : {Strings{"--deny-private-addresses", "false"},
                             {"--deny-private-addresses=off"},
                             {"--deny-private-addresses", "--deny-private-addresses=no"}}) {
    inputs_.arguments = off;
    EXPECT_FALSE(Load().deny_private_addresses);
  }
}

TEST_F(SettingsLoaderTest, TheAddressFollowsTheSecret) {
  inputs_.environment = {{"JWT_SECRET", std::string(32, 'x')}};
  EXPECT_EQ(Load().bind_address, "0.0.0.0");
  EXPECT_THAT(warnings_, testing::IsEmpty());
  inputs_.environment["BIND_ADDRESS"] = "127.0.0.2";
  EXPECT_EQ(Load().bind_address, "127.0.0.2");
  inputs_.environment["JWT_SECRET"] = "";
  inputs_.environment["BIND_ADDRESS"] = "";
  EXPECT_EQ(Load().bind_address, "127.0.0.1");
  inputs_.environment["JWT_SECRET"] = "short";
  Load();
  EXPECT_THAT(warnings_, Contains(AllOf(HasSubstr("32 bytes"), Not(HasSubstr("short,")))));
}

TEST_F(SettingsLoaderTest, BadValuesAreNamedWithWhatIsAllowed) {
  const struct {
    const char* name;
    std::string value;
    const char* allowed;
  } cases[] = {
      {"PORT", "65536", "from 0 to 65535"},
      {"PORT", "-1", "from 0 to 65535"},
      {"PORT", "", "from 0 to 65535"},
      {"PORT", "80 ", "whole number"},
      {"PORT", "0x50", "whole number"},
      {"PORT", "8e1", "whole number"},
      {"PORT", "80.5", "whole number"},
      {"PORT", "99999999999999999999999", "from 0 to 65535"},
      {"GRPC_PORT", "grpc", "from 0 to 65535"},
      {"MAX_LOG_FILES", "abc", "from 0 to 1000"},
      {"MAX_LOG_SIZE", "10MB", "from 256 to"},
      {"MAX_LOG_SIZE", "255", "from 256 to"},
      {"LOG_RETENTION_DAYS", "0", "from 1 to 36500"},
      {"MAX_CONCURRENT_MONITORS", "-5", "from 0 to 1000000"},
      {"MONITOR_START_DELAY", "60001", "from 0 to 60000"},
      {"MONITOR_ROTATION_MS", "forever", "from 0 to 86400000"},
      {"MONITOR_MAX_RESTARTS", "1.0", "from 0 to 1000000"},
      {"DENY_PRIVATE_ADDRESSES", "maybe", "true or false"},
      {"DENY_PRIVATE_ADDRESSES", "", "true or false"},
      {"ALLOWED_SCHEMES", "http,file", "http, https"},
      {"ALLOWED_SCHEMES", "http,,https", "http, https"},
      {"BIND_ADDRESS", "example.com", "IPv4 or IPv6"},
      {"BIND_ADDRESS", "1.2.3", "IPv4 or IPv6"},
      {"DATA_DIR", "", "a path"},
      {"LOG_DIR", "", "a path"},
      {"LOG_DIR", std::string(5000, 'x'), "a path"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(std::string(test.name) + "=" + test.value);
    inputs_.environment = {{test.name, test.value}};
    const std::string line = Refusal();
    EXPECT_THAT(line, AllOf(HasSubstr(test.name), HasSubstr(test.value.substr(0, 64)),
                            HasSubstr(test.allowed)));
    EXPECT_LT(line.size(), 300u);
  }
}

TEST_F(SettingsLoaderTest, ABadValueThatIsOverriddenIsBadAllTheSame) {
  inputs_.environment = {{"PORT", "abc"}};
  inputs_.arguments = {"--port=80"};
  EXPECT_THAT(Refusal(), HasSubstr("PORT"));
}

TEST_F(SettingsLoaderTest, SecretsAreMasked) {
  inputs_.environment = {{"JWT_SECRET", "hunter2" + std::string(5000, 'x')}};
  EXPECT_THAT(Refusal(),
              AllOf(HasSubstr("JWT_SECRET"), HasSubstr("***"), Not(HasSubstr("hunter2"))));
  inputs_.environment = {{"JWT_SECRET", "hunter2"}, {"SMTP_PASSWORD", "hunter2"}};
  const std::string text = Describe(Load());
  EXPECT_THAT(text, AllOf(HasSubstr("JWT_SECRET=***\n"), Not(HasSubstr("hunter2"))));
  EXPECT_THAT(warnings_, testing::Each(Not(HasSubstr("hunter2"))));
}

TEST_F(SettingsLoaderTest, ValuesAreShownOnOneLine) {
  inputs_.environment = {{"PORT", "1\n2\"\x1b[31m"}};
  EXPECT_THAT(Refusal(), HasSubstr("\"1\\x0a2\\x22\\x1b[31m\""));
}

TEST_F(SettingsLoaderTest, BadFlags) {
  const struct {
    Strings arguments;
    const char* named;
    const char* says;
  } cases[] = {
      {{"--prot=80"}, "--prot", "--help"},
      {{"--port=80", "-x"}, "-x", "--help"},
      {{"streams.m3u"}, "streams.m3u", "--help"},
      {{""}, "\"\"", "--help"},
      {{"--"}, "--", "--help"},
      {{"--PORT=80"}, "--PORT", "--help"},
      {{"--port"}, "--port", "from 0 to 65535"},
      {{"--env-file"}, "--env-file", "a path"},
      {{"--port", "--grpc-port=1"}, "PORT", "from 0 to 65535"},
      {{"--check-config=yes"}, "--check-config", "--help"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.named);
    inputs_.arguments = test.arguments;
    EXPECT_THAT(Refusal(), AllOf(HasSubstr(test.named), HasSubstr(test.says)));
  }
  inputs_.arguments = {"--hunter=hunter2"};
  EXPECT_THAT(Refusal(), Not(HasSubstr("hunter2")));
}

TEST_F(SettingsLoaderTest, ActionsOfTheCommandLine) {
  const struct {
    Strings arguments;
    Action action;
  } cases[] = {
      {{}, Action::kRun},
      {{"--check-config", "--port=80"}, Action::kCheckConfig},
      {{"--help"}, Action::kHelp},
      {{"-h"}, Action::kHelp},
      {{"--port=80", "--version"}, Action::kVersion},
      {{"--check-config", "--help"}, Action::kHelp},
  };
  for (const auto& test : cases) {
    inputs_.arguments = test.arguments;
    const auto loaded = LoadSettings(inputs_);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    EXPECT_EQ(loaded->action, test.action);
  }
}

TEST_F(SettingsLoaderTest, UnknownNamesInAFileAreOneWarning) {
  std::string text = "PORT=1\nNODE_ENV=hunter2\nNODE_ENV=hunter2\nDB='hunter2'\n";
  for (int i = 10; i < 25; ++i) text += "OTHER_" + std::to_string(i) + "=1\n";
  WriteEnvFile(text);
  inputs_.environment = {{"PATH", "/bin"}, {"JWT_SECRET", std::string(40, 'x')}};
  EXPECT_EQ(Load().port, 1);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0], AllOf(HasSubstr("NODE_ENV"), HasSubstr("DB"), HasSubstr("7 more"),
                                  Not(HasSubstr("hunter2")), Not(HasSubstr("PATH"))));
}

TEST_F(SettingsLoaderTest, AnotherFileIsReadInsteadWhenNamed) {
  WriteEnvFile("PORT=1\n");
  WriteEnvFile("GRPC_PORT=2\n", "other.env");
  inputs_.arguments = {"--env-file", inputs_.working_directory / "other.env"};
  const Settings settings = Load();
  EXPECT_EQ(settings.port, 3050);
  EXPECT_EQ(settings.grpc_port, 2);
}

TEST_F(SettingsLoaderTest, FilesThatCantBeRead) {
  inputs_.arguments = {"--env-file=nowhere/x.env"};
  EXPECT_THAT(Refusal(), HasSubstr("nowhere/x.env"));
  inputs_.arguments = {"--env-file=" + inputs_.working_directory.string()};
  EXPECT_THAT(Refusal(), HasSubstr("not a file"));
  inputs_.arguments = {};
  WriteEnvFile("PORT=1\nhunter2\n");
  EXPECT_THAT(Refusal(), AllOf(HasSubstr(".env"), HasSubstr("line 2"), Not(HasSubstr("hunter2"))));
  WriteEnvFile(std::string((1 << 20) + 1, '\n'));
  EXPECT_THAT(Refusal(), HasSubstr("1 MiB"));
  // A directory of that name belongs to somebody else.
  std::filesystem::remove(inputs_.working_directory / ".env");
  std::filesystem::create_directory(inputs_.working_directory / ".env");
  EXPECT_EQ(Load().port, 3050);
}

TEST_F(SettingsLoaderTest, WhatIsNotServedYetIsSaid) {
  WriteEnvFile("ALERT_EMAIL=ops@example.org\n");
  inputs_.environment = {
      {"SMTP_HOST", "mail"}, {"WEBHOOK_URL", ""}, {"JWT_SECRET", std::string(40, 'x')}};
  inputs_.arguments = {"--production", "true"};
  Load();
  EXPECT_THAT(warnings_,
              testing::ElementsAre("ALERT_EMAIL is set but this version does not serve it yet",
                                   "PRODUCTION is set but this version does not serve it yet",
                                   "SMTP_HOST is set but this version does not serve it yet"));
}

TEST_F(SettingsLoaderTest, WhatIsNotServedYetAndNeededRefusesToStart) {
  for (const char* name : {"MONGO_URI", "JWT_PUBLIC_KEY_FILE", "TLS_CERT_FILE", "TLS_KEY_FILE",
                           "TLS_CLIENT_CA_FILE"}) {
    WriteEnvFile("");
    inputs_.environment = {{name, "mongodb://u:hunter2@host"}};
    EXPECT_THAT(Refusal(), testing::AllOf(HasSubstr(name), Not(HasSubstr("hunter2"))));
    WriteEnvFile(std::string(name) + "=x\n");
    inputs_.environment = {{name, ""}};
    Load();
  }
}

TEST(SettingTableTest, HelpNamesEveryFlag) {
  const std::string help = HelpText();
  for (const Setting& setting : SettingTable()) {
    const bool served = !std::holds_alternative<NotServed>(setting.target);
    EXPECT_THAT(help, HasSubstr(served ? FlagName(setting) : std::string(setting.name)));
    EXPECT_EQ(FindSetting(setting.name), &setting) << "twice: " << setting.name;
    EXPECT_FALSE(setting.help.empty());
  }
  EXPECT_THAT(help, HasSubstr("default 10485760"));
}

TEST(SettingTableTest, DefaultsAreWithinTheirOwnRanges) {
  const Settings defaults;
  for (const Setting& setting : SettingTable()) {
    Settings again;
    EXPECT_TRUE(Assign(setting, Show(setting, defaults), again).ok()) << setting.name;
    EXPECT_EQ(Describe(again), Describe(defaults));
  }
}

TEST(ProcessEnvironmentTest, GivesOnlyNamesOfOurs) {
  ASSERT_EQ(setenv("MAX_LOG_FILES", "9", 1), 0);
  ASSERT_EQ(setenv("MAX_LOG_FILES_OF_OTHERS", "9", 1), 0);
  const auto environment = ProcessEnvironment();
  EXPECT_EQ(environment.count("MAX_LOG_FILES_OF_OTHERS"), 0u);
  EXPECT_EQ(environment.at("MAX_LOG_FILES"), "9");
  unsetenv("MAX_LOG_FILES");
  unsetenv("MAX_LOG_FILES_OF_OTHERS");
}

}  // namespace
}  // namespace vedette::config

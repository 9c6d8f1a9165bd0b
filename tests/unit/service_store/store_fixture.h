#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "engine/base/clock.h"
#include "service/store/sqlite/sqlite_store.h"
#include "tests/support/eventually.h"

namespace vedette::store {

// A store in a directory that goes with the test.
class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string name = testing::TempDir() + "vedette-store-XXXXXX";
    directory_ = mkdtemp(name.data());
    options_.directory = directory_ / "data";
    options_.open_timeout = base::milliseconds(200);
    options_.busy_timeout = base::milliseconds(20);
    options_.alive_every = base::milliseconds(10);
  }
  ~StoreTest() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  void Open() {
    store_.reset();
    auto store = SqliteStore::Open(options_, clock_);
    ASSERT_TRUE(store.ok()) << store.status().ToString();
    store_ = std::move(*store);
  }
  bool Flush() { return store_->Flush(base::Deadline::After(base::seconds(10))); }
  std::filesystem::path File() const { return options_.directory / "vedette.db"; }

  // A connection beside the store's.
  std::unique_ptr<SqliteDatabase> Beside() const {
    auto database =
        SqliteDatabase::Open(File(), SqliteDatabase::Mode::kReadWrite, base::milliseconds(2000));
    EXPECT_TRUE(database.ok()) << database.status().ToString();
    return std::move(*database);
  }

  checks::EventRecord Event(uint64_t number, base::seconds start,
                            const std::string& check = "black") const {
    checks::EventRecord event;
    event.number = number;
    event.check = check;
    event.severity = checks::Severity::kMinor;
    event.start = {20.5, clock_.Wall() + start};
    event.value = 1;
    event.limit = 0.98;
    event.detail = "it's dark";
    return event;
  }

  base::FakeClock clock_;
  std::filesystem::path directory_;
  SqliteStoreOptions options_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace vedette::store

#include "service/store/sqlite/stream_rows.h"

#include "service/store/sqlite/stream_json.h"

namespace vedette::store {
namespace {

base::Result<monitor::StreamConfig> ReadRow(const SqliteStatement& row) {
  monitor::StreamConfig stream;
  stream.id = row.Text(0);
  stream.url = row.Text(1);
  stream.display_name = row.Text(2);
  const int64_t depth = row.Int(5);
  const int64_t renditions = row.Int(6);
  const bool good = LabelsFromJson(row.Text(3), stream.labels) &&
                    HeadersFromJson(row.Text(4), stream.headers) &&
                    ExpectFromJson(row.Text(8), stream.expect) &&
                    OverridesFromJson(row.Text(9), stream.overrides) && depth >= 1 && depth <= 4 &&
                    renditions >= 1 && renditions <= 3;
  if (!good) {
    return base::Status(base::Code::kDataLoss, "store_damaged",
                        "the stored stream \"" + stream.id + "\" can't be read");
  }
  stream.depth = static_cast<checks::Depth>(depth);
  stream.renditions = static_cast<source::Renditions>(renditions);
  stream.profile = row.Text(7);
  stream.paused = row.Int(10) != 0;
  return stream;
}

}  // namespace

base::Result<std::vector<monitor::StreamConfig>> ReadStreams(SqliteDatabase& database) {
  auto select = database.Prepare(
      "SELECT id, url, display_name, labels, headers, depth, renditions, profile, expect,"
      " overrides, paused FROM streams ORDER BY id");
  if (!select.ok()) return select.status();
  std::vector<monitor::StreamConfig> streams;
  for (;;) {
    const auto row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return streams;
    auto stream = ReadRow(*select);
    if (!stream.ok()) return stream.status();
    streams.push_back(std::move(*stream));
  }
}

base::Status PutStream(SqliteDatabase& database, const monitor::StreamConfig& stream,
                       base::WallTime now) {
  auto insert = database.Prepare(
      "INSERT INTO streams (id, url, display_name, labels, headers, depth, renditions, profile,"
      " expect, overrides, paused, created_us, updated_us)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)"
      " ON CONFLICT (id) DO UPDATE SET url = ?2, display_name = ?3, labels = ?4, headers = ?5,"
      " depth = ?6, renditions = ?7, profile = ?8, expect = ?9, overrides = ?10, paused = ?11,"
      " updated_us = ?12");
  if (!insert.ok()) return insert.status();
  const std::string labels = LabelsToJson(stream.labels);
  const std::string headers = HeadersToJson(stream.headers);
  const std::string expect = ExpectToJson(stream.expect);
  const std::string overrides = OverridesToJson(stream.overrides);
  insert->Bind(1, stream.id).Bind(2, stream.url).Bind(3, stream.display_name);
  insert->Bind(4, labels).Bind(5, headers);
  insert->Bind(6, static_cast<int64_t>(stream.depth));
  insert->Bind(7, static_cast<int64_t>(stream.renditions));
  insert->Bind(8, stream.profile).Bind(9, expect).Bind(10, overrides);
  insert->Bind(11, static_cast<int64_t>(stream.paused)).Bind(12, now);
  return insert->Run();
}

base::Status RemoveStream(SqliteDatabase& database, const std::string& id) {
  auto remove = database.Prepare("DELETE FROM streams WHERE id = ?");
  if (!remove.ok()) return remove.status();
  remove->Bind(1, id);
  return remove->Run();
}

}  // namespace vedette::store

#include "service/rpc/stream_registry.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <random>
#include <set>

#include "service/rpc/mapping_status.h"

namespace vedette::rpc {
namespace {

base::Status Unknown(const std::string& id) {
  return {base::Code::kNotFound, "stream_not_found",
          "no stream has the id \"" + id.substr(0, 64) + "\""};
}

// 64-bit FNV-1a over what is shown, so that it is the same after a restart. Secrets are not in it:
// an etag must not help to guess them.
std::string Etag(const v1::Stream& shown, uint64_t secrets) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    shown.SerializeToCodedStream(&coded);
  }
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char text[40];
  std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(hash));
  return secrets == 0 ? text : text + ("-" + std::to_string(secrets));
}

std::string RandomId() {
  static constexpr char kLetters[] = "abcdefghijkmnpqrstuvwxyz23456789";
  std::random_device device;
  std::string id = "s-";
  for (int i = 0; i < 12; ++i) id += kLetters[device() % 32];
  return id;
}

bool GoodId(const std::string& id) {
  return id.size() <= 63 && std::all_of(id.begin(), id.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

v1::Stream WithStatus(const v1::Stream& shown, const monitor::StreamStatusPtr& status) {
  v1::Stream out = shown;
  if (status != nullptr) {
    *out.mutable_status() = ToProto(*status);
  } else {
    out.mutable_status()->set_score(100);
    out.mutable_status()->set_phase(shown.paused() ? v1::PHASE_PAUSED : v1::PHASE_QUEUED);
  }
  return out;
}

StreamRegistry::StreamRegistry(store::StreamStore& store, monitor::Engine& engine, StreamHub& hub,
                               Validator validator)
    : store_(store), engine_(engine), hub_(hub), validator_(std::move(validator)) {}

StreamRegistry::Entry StreamRegistry::MakeEntry(monitor::StreamConfig config, const Entry* before) {
  Entry entry;
  v1::Stream shown = ToProto(config);
  if (before != nullptr) {
    const bool hidden =
        before->config.url != config.url || before->config.headers != config.headers;
    entry.secrets = before->secrets + (hidden ? 1 : 0);
  }
  shown.set_etag(Etag(shown, entry.secrets));
  entry.shown = std::make_shared<const v1::Stream>(std::move(shown));
  entry.config = std::move(config);
  return entry;
}

base::Result<int> StreamRegistry::Load(std::vector<std::string>* refused) {
  base::MutexLock order(order_);
  auto stored = store_.LoadAll();
  if (!stored.ok()) return stored.status().Wrap("reading the stored streams");
  int loaded = 0;
  for (monitor::StreamConfig& config : *stored) {
    const std::string id = config.id;
    Entry entry = MakeEntry(config, nullptr);
    hub_.Configure(entry.shown);
    {
      base::MutexLock lock(mutex_);
      entries_[id] = std::move(entry);
    }
    if (base::Status added = engine_.Add(std::move(config)); !added.ok()) {
      refused->push_back(id + ": " + added.message());
      Forget(id);
    } else {
      ++loaded;
    }
  }
  return loaded;
}

monitor::StreamConfig StreamRegistry::Prepare(const v1::Stream& from, const std::string& prefix,
                                              std::vector<FieldViolation>& violations) const {
  monitor::StreamConfig config;
  config.id = from.id();
  const size_t before = violations.size();
  if (!GoodId(config.id)) {
    violations.push_back({prefix + "id", "is 1 to 63 letters, digits, '-', '_' and '.'"});
  }
  while (config.id.empty()) {
    const std::string id = RandomId();
    if (!Has(id)) config.id = id;
  }
  ApplyFields(from, WritableStreamFields(), prefix, config, violations);
  if (violations.size() == before) {
    if (base::Status valid = validator_(config); !valid.ok()) {
      violations.push_back({prefix + valid.reason(), valid.message()});
    }
  }
  return config;
}

base::Status StreamRegistry::Add(std::vector<monitor::StreamConfig> configs) {
  base::MutexLock order(order_);
  std::set<std::string> seen;
  for (const monitor::StreamConfig& config : configs) {
    if (Has(config.id) || !seen.insert(config.id).second) {
      return {base::Code::kAlreadyExists, "stream_exists",
              "id: a stream with the id \"" + config.id + "\" is there already"};
    }
  }
  VEDETTE_RETURN_IF_ERROR(store_.Put(configs).Wrap("storing the stream"));
  std::vector<std::string> ids;
  for (monitor::StreamConfig& config : configs) {
    const std::string id = config.id;
    Entry entry = MakeEntry(config, nullptr);
    hub_.Configure(entry.shown);
    {
      base::MutexLock lock(mutex_);
      entries_[id] = std::move(entry);
    }
    ids.push_back(id);
    base::Status added = engine_.Add(std::move(config));
    if (added.ok()) continue;
    // All or none: what was added goes again.
    for (const std::string& gone : ids) {
      if (gone != id) (void)engine_.Remove(gone);
      Forget(gone);
    }
    std::vector<std::string> all(seen.begin(), seen.end());
    if (base::Status undone = store_.Remove(all); !undone.ok()) {
      return undone.Wrap("undoing after \"" + added.message() + "\"");
    }
    return added;
  }
  return base::Status::Ok();
}

base::Status StreamRegistry::Update(const v1::Stream& from, const std::vector<std::string>& fields,
                                    std::vector<FieldViolation>& violations) {
  base::MutexLock order(order_);
  const std::optional<Entry> before = Find(from.id());
  if (!before) return Unknown(from.id());
  if (!from.etag().empty() && from.etag() != before->shown->etag()) {
    return {base::Code::kAborted, "etag_mismatch",
            "etag: the stream was changed by somebody else; read it again"};
  }
  monitor::StreamConfig config = before->config;
  ApplyFields(from, fields, "stream.", config, violations);
  if (violations.empty()) {
    if (base::Status valid = validator_(config); !valid.ok()) {
      violations.push_back({"stream." + valid.reason(), valid.message()});
    }
  }
  if (!violations.empty()) {
    return base::InvalidArgument(violations.front().field, violations.front().description);
  }
  return Replace(MakeEntry(std::move(config), &*before), *before);
}

base::Status StreamRegistry::SetPaused(const std::string& id, bool paused) {
  base::MutexLock order(order_);
  const std::optional<Entry> before = Find(id);
  if (!before) return Unknown(id);
  if (before->config.paused == paused) {
    // A failed stream is not paused, and resuming starts it afresh.
    return paused ? base::Status::Ok() : engine_.Resume(id);
  }
  monitor::StreamConfig config = before->config;
  config.paused = paused;
  return Replace(MakeEntry(std::move(config), &*before), *before);
}

base::Status StreamRegistry::Replace(Entry entry, const Entry& before) {
  const std::string id = entry.config.id;
  VEDETTE_RETURN_IF_ERROR(store_.Put({entry.config}).Wrap("storing the stream"));
  const bool pause_changed = entry.config.paused != before.config.paused;
  base::Status done = engine_.Update(entry.config);
  if (done.ok() && pause_changed) {
    done = entry.config.paused ? engine_.Pause(id) : engine_.Resume(id);
  }
  if (!done.ok()) {
    if (base::Status undone = store_.Put({before.config}); !undone.ok()) {
      return undone.Wrap("undoing after \"" + done.message() + "\"");
    }
    (void)engine_.Update(before.config);
    return done;
  }
  hub_.Configure(entry.shown);
  base::MutexLock lock(mutex_);
  entries_[id] = std::move(entry);
  return base::Status::Ok();
}

base::Status StreamRegistry::Remove(const std::vector<std::string>& ids, const std::string& etag,
                                    bool allow_missing) {
  base::MutexLock order(order_);
  std::vector<std::string> known;
  for (const std::string& id : std::set<std::string>(ids.begin(), ids.end())) {
    const std::optional<Entry> entry = Find(id);
    if (!entry) {
      if (allow_missing) continue;
      return Unknown(id);
    }
    if (!etag.empty() && etag != entry->shown->etag()) {
      return {base::Code::kAborted, "etag_mismatch",
              "etag: the stream was changed by somebody else; read it again"};
    }
    known.push_back(id);
  }
  if (known.empty()) return base::Status::Ok();
  VEDETTE_RETURN_IF_ERROR(store_.Remove(known).Wrap("deleting the stream"));
  for (const std::string& id : known) {
    (void)engine_.Remove(id);  // it can only be unknown there
    Forget(id);
  }
  return base::Status::Ok();
}

void StreamRegistry::Forget(const std::string& id) {
  hub_.Remove(id);
  base::MutexLock lock(mutex_);
  entries_.erase(id);
}

std::optional<StreamRegistry::Entry> StreamRegistry::Find(const std::string& id) const {
  base::MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

std::optional<v1::Stream> StreamRegistry::Get(const std::string& id) const {
  const std::optional<Entry> entry = Find(id);
  if (!entry) return std::nullopt;
  return WithStatus(*entry->shown, engine_.Get(id));
}

bool StreamRegistry::Has(const std::string& id) const {
  base::MutexLock lock(mutex_);
  return entries_.count(id) != 0;
}

std::vector<ShownStream> StreamRegistry::Shown() const {
  base::MutexLock lock(mutex_);
  std::vector<ShownStream> shown;
  shown.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) shown.push_back(entry.shown);
  return shown;
}

}  // namespace vedette::rpc

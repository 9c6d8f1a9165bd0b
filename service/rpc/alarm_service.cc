#include "service/rpc/alarm_service.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "service/rpc/filter.h"
#include "service/rpc/filter_fields.h"
#include "service/rpc/list_page.h"
#include "service/rpc/mapping_alarm.h"
#include "service/rpc/serve.h"

namespace vedette::rpc {
namespace {

// Rows looked at for one answer. A filter that fits nearly nothing gets a short page and a token.
constexpr int kMaxScanned = 20000;
constexpr int kScan = 1000;

double Number(checks::Severity severity) { return static_cast<double>(severity); }

// What the store can narrow down by itself; the filter is applied to its answer all the same.
store::EventQuery Narrow(const Filter& filter) {
  store::EventQuery query;
  for (const FilterTerm& term : filter.terms()) {
    const bool equal = term.op == FilterOp::kEqual;
    if (term.field == "stream_id" && equal) query.stream_id = std::get<std::string>(term.value);
    if (term.field == "check" && equal) query.check = std::get<std::string>(term.value);
    const bool from_below =
        equal || term.op == FilterOp::kGreater || term.op == FilterOp::kGreaterOrEqual;
    const bool from_above =
        equal || term.op == FilterOp::kLess || term.op == FilterOp::kLessOrEqual;
    if (term.field == "severity" && from_below) {
      const auto severity = static_cast<checks::Severity>(std::get<double>(term.value));
      query.min_severity = std::max(query.min_severity.value_or(severity), severity);
    }
    if (term.field == "start_time") {
      const base::WallTime time = std::get<base::WallTime>(term.value);
      if (from_below) query.from = std::max(query.from.value_or(time), time);
      const base::WallTime end = time + std::chrono::microseconds(1);
      if (from_above) query.to = std::min(query.to.value_or(end), end);
    }
  }
  return query;
}

bool Shown(const Filter& filter, const std::string& stream_id, const checks::AlarmRecord& alarm) {
  if (alarm.state == checks::AlarmState::kOk) return false;
  if (!filter.Names("state") && alarm.state != checks::AlarmState::kRaised &&
      alarm.state != checks::AlarmState::kClearing &&
      alarm.state != checks::AlarmState::kSuppressed) {
    return false;
  }
  return filter.Matches([&](const std::string& field) -> FilterValue {
    if (field == "stream_id") return stream_id;
    if (field == "check") return alarm.check;
    if (field == "subject") return alarm.subject;
    if (field == "severity") return Number(alarm.severity);
    if (field == "state") return static_cast<double>(ToProto(alarm.state));
    return alarm.since;
  });
}

}  // namespace

AlarmServiceImpl::AlarmServiceImpl(const CallGuard& guard, const monitor::Engine& engine,
                                   const AlarmBook& book, store::EventStore& events)
    : guard_(guard), engine_(engine), book_(book), events_(events) {}

grpc::Status AlarmServiceImpl::ListAlarms(grpc::ServerContext* context,
                                          const v1::ListAlarmsRequest* request,
                                          v1::ListAlarmsResponse* response) {
  return Serve(guard_, *context, "vedette.v1.AlarmService/ListAlarms",
               [&] { return Alarms(*request, response); });
}

grpc::Status AlarmServiceImpl::ListEvents(grpc::ServerContext* context,
                                          const v1::ListEventsRequest* request,
                                          v1::ListEventsResponse* response) {
  return Serve(guard_, *context, "vedette.v1.AlarmService/ListEvents",
               [&] { return Events(*request, response); });
}

base::Status AlarmServiceImpl::Alarms(const v1::ListAlarmsRequest& request,
                                      v1::ListAlarmsResponse* response) const {
  const auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const auto filter = Filter::Parse(request.filter(), AlarmFields());
  if (!filter.ok()) return filter.status();
  const auto order = ReadOrder(request.order_by(), {"stream_id", "since", "severity"});
  if (!order.ok()) return order.status();
  const std::string query = request.filter() + "|" + request.order_by();
  const auto place = ReadPageToken(request.page_token(), query);
  if (!place.ok()) return place.status();

  // The engine's word is newer than the book's.
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, checks::AlarmRecord> all;
  for (auto& [stream_id, alarm] : book_.List()) {
    all[Key(stream_id, alarm.check, alarm.subject)] = alarm;
  }
  for (const monitor::StreamStatusPtr& status : engine_.List()) {
    for (const checks::AlarmRecord& alarm : status->alarms) {
      all[Key(status->id, alarm.check, alarm.subject)] = alarm;
    }
  }
  std::vector<const std::pair<const Key, checks::AlarmRecord>*> list;
  for (const auto& entry : all) {
    if (Shown(*filter, std::get<0>(entry.first), entry.second)) list.push_back(&entry);
  }
  const auto less = [&](const auto* a, const auto* b) {
    if (order->field == "since") return a->second.since < b->second.since;
    if (order->field == "severity") return a->second.severity < b->second.severity;
    return a->first < b->first;
  };
  std::stable_sort(list.begin(), list.end(), [&](const auto* a, const auto* b) {
    return order->descending ? less(b, a) : less(a, b);
  });
  const size_t begin = std::min(list.size(), static_cast<size_t>(place->offset));
  const size_t end = std::min(list.size(), begin + static_cast<size_t>(*size));
  for (size_t i = begin; i < end; ++i) {
    *response->add_alarms() = ToProto(std::get<0>(list[i]->first), list[i]->second);
  }
  if (end < list.size()) {
    response->set_next_page_token(MakePageToken({static_cast<int64_t>(end), ""}, query));
  }
  return base::Status::Ok();
}

base::Status AlarmServiceImpl::Events(const v1::ListEventsRequest& request,
                                      v1::ListEventsResponse* response) {
  const auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const auto filter = Filter::Parse(request.filter(), EventFields());
  if (!filter.ok()) return filter.status();
  if (!request.order_by().empty() && request.order_by() != "start_time desc") {
    return base::InvalidArgument("order_by", "is \"start_time desc\"");
  }
  const auto place = ReadPageToken(request.page_token(), request.filter());
  if (!place.ok()) return place.status();

  store::EventQuery query = Narrow(*filter);
  query.limit = kScan;
  if (!place->key.empty()) {
    long long micros = 0, id = 0;
    if (std::sscanf(place->key.c_str(), "%lld/%lld", &micros, &id) != 2) {
      return base::InvalidArgument("page_token", "is not one that this list gave");
    }
    query.after = {base::WallTime(std::chrono::microseconds(micros)), id};
  }
  for (int scanned = 0;;) {
    const auto rows = events_.Query(query);
    if (!rows.ok()) return rows.status().Wrap("reading events");
    for (const store::StoredEvent& row : *rows) {
      const bool full = response->events_size() == *size;
      if (full || scanned == kMaxScanned) {
        const std::string key = std::to_string(query.after->first.time_since_epoch().count()) +
                                "/" + std::to_string(query.after->second);
        response->set_next_page_token(MakePageToken({0, key}, request.filter()));
        return base::Status::Ok();
      }
      ++scanned;
      query.after = {row.record.start.wall, row.id};
      const bool fits = filter->Matches([&](const std::string& field) -> FilterValue {
        if (field == "stream_id") return row.stream_id;
        if (field == "check") return row.record.check;
        if (field == "severity") return Number(row.record.severity);
        return row.record.start.wall;
      });
      if (fits)
        *response->add_events() = ToProto(std::to_string(row.id), row.stream_id, row.record);
    }
    if (static_cast<int>(rows->size()) < query.limit) return base::Status::Ok();
  }
}

}  // namespace vedette::rpc

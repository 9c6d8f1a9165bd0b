#include <algorithm>
#include <unordered_map>

#include "service/rpc/filter_fields.h"
#include "service/rpc/list_page.h"
#include "service/rpc/monitoring_service.h"

namespace vedette::rpc {
namespace {

struct Row {
  ShownStream shown;
  monitor::StreamStatusPtr status;  // may be null

  int health() const { return status == nullptr ? 0 : static_cast<int>(status->verdict.health); }
  int score() const { return status == nullptr ? 100 : status->verdict.score; }
  int phase() const {
    if (status != nullptr) return static_cast<int>(status->phase);
    return shown->paused() ? v1::PHASE_PAUSED : v1::PHASE_QUEUED;
  }

  FilterValue Read(const std::string& field) const {
    if (field == "id") return shown->id();
    if (field == "display_name") return shown->display_name();
    if (field == "phase") return static_cast<double>(phase());
    if (field == "health") return static_cast<double>(health());
    if (field == "score") return static_cast<double>(score());
    if (field == "depth") return static_cast<double>(shown->depth());
    if (field == "paused") return shown->paused() ? 1.0 : 0.0;
    const auto label = shown->labels().find(field.substr(sizeof("labels.") - 1));
    return label == shown->labels().end() ? std::string() : label->second;
  }
};

}  // namespace

base::Status MonitoringServiceImpl::List(const v1::ListStreamsRequest& request,
                                         v1::ListStreamsResponse* response) const {
  const auto size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const auto filter = Filter::Parse(request.filter(), StreamFields());
  if (!filter.ok()) return filter.status();
  const auto order = ReadOrder(request.order_by(), {"id", "display_name", "score", "health"});
  if (!order.ok()) return order.status();
  const std::string query = request.filter() + "|" + request.order_by();
  const auto place = ReadPageToken(request.page_token(), query);
  if (!place.ok()) return place.status();

  std::unordered_map<std::string, monitor::StreamStatusPtr> statuses;
  for (auto& status : parts_.engine.List()) statuses[status->id] = std::move(status);
  std::vector<Row> rows;
  for (ShownStream& shown : parts_.registry.Shown()) {
    const auto status = statuses.find(shown->id());
    Row row{std::move(shown), status == statuses.end() ? nullptr : status->second};
    if (filter->Matches([&](const std::string& field) { return row.Read(field); })) {
      rows.push_back(std::move(row));
    }
  }
  const auto less = [&](const Row& a, const Row& b) {
    if (order->field == "display_name") return a.shown->display_name() < b.shown->display_name();
    if (order->field == "score") return a.score() < b.score();
    if (order->field == "health") return a.health() < b.health();
    return a.shown->id() < b.shown->id();
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    return order->descending ? less(b, a) : less(a, b);
  });

  // By id, the page goes on after the last id given, whatever came or went before it. In the other
  // orders streams move about anyway, and the page goes on at the position.
  size_t begin = std::min(rows.size(), static_cast<size_t>(place->offset));
  if (order->field == "id" && !place->key.empty()) {
    begin = static_cast<size_t>(std::find_if(rows.begin(), rows.end(),
                                             [&](const Row& row) {
                                               return order->descending
                                                          ? row.shown->id() < place->key
                                                          : row.shown->id() > place->key;
                                             }) -
                                rows.begin());
  }
  const size_t end = std::min(rows.size(), begin + static_cast<size_t>(*size));
  for (size_t i = begin; i < end; ++i) {
    *response->add_streams() = WithStatus(*rows[i].shown, rows[i].status);
  }
  response->set_total_size(static_cast<int32_t>(rows.size()));
  if (end < rows.size()) {
    response->set_next_page_token(
        MakePageToken({static_cast<int64_t>(end), rows[end - 1].shown->id()}, query));
  }
  return base::Status::Ok();
}

}  // namespace vedette::rpc

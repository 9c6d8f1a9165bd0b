// What every source that touches the API reads, precompiled once (see vedette_use_api_pch).
#pragma once

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/api/annotations.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "vedette/v1/alarm_service.grpc.pb.h"
#include "vedette/v1/health_service.grpc.pb.h"
#include "vedette/v1/log_service.grpc.pb.h"
#include "vedette/v1/monitoring_service.grpc.pb.h"

// For programs that talk gRPC under the thread sanitizer: Debian's gRPC, abseil and protobuf are
// not instrumented, so their locks are not seen, and whatever passes through them looks like a
// race. Reports with one of their frames are dropped; what is ours and shared between threads has
// tests of its own that go without gRPC. Without the sanitizer nobody calls this.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libgrpc.so\n"
         "called_from_lib:libgrpc++.so\n"
         "called_from_lib:libgpr.so\n"
         "called_from_lib:libprotobuf.so\n"
         "race:libgrpc\n"
         "race:libgpr\n"
         "race:libabsl_\n"
         "race:libupb\n"
         "race:^grpc::\n"
         "race:^grpc_core::\n"
         "race:^google::protobuf::\n"
         "deadlock:libgrpc\n"
         "mutex:libgrpc\n";
}

#include "engine/source/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

#include "engine/base/url.h"
#include "engine/source/sniff.h"

namespace vedette::source {
namespace {

using base::Status;

constexpr size_t kChunkBytes = 1 << 20;
constexpr size_t kStartBytes = 4096;
constexpr base::milliseconds kRoomRetry{5};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Status SystemFault(const std::string& what) {
  const int error = errno;
  return {error == ENOENT ? base::Code::kNotFound : base::Code::kFailedPrecondition, "local_fault",
          what + ": " + std::strerror(error), error};
}

base::Result<Descriptor> OpenFile(const std::string& url) {
  base::Result<std::string> path = FilePath(url);
  if (!path.ok()) return path.status();
  // Without O_NONBLOCK a pipe would hang here before it can be refused.
  Descriptor file(open(path->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return SystemFault(*path);
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0) return SystemFault(*path);
  if (!S_ISREG(facts.st_mode)) {
    return base::InvalidArgument("unsupported", *path + " is not a regular file");
  }
  return file;
}

// Fewer bytes than asked for only at the end; -1 with errno on failure.
ssize_t ReadFully(int fd, uint8_t* data, size_t size) {
  size_t got = 0;
  while (got < size) {
    const ssize_t count = read(fd, data + got, size - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    got += static_cast<size_t>(count);
  }
  return static_cast<ssize_t>(got);
}

}  // namespace

base::Result<std::string> FilePath(const std::string& url) {
  constexpr std::string_view kScheme = "file:";
  if (!url.starts_with(kScheme)) return url;
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::string_view host = rest.substr(0, rest.find('/'));
    if (!host.empty() && host != "localhost") {
      return base::InvalidArgument("url", "url names a file on another host");
    }
    rest.remove_prefix(host.size());
  }
  return base::PercentDecode(rest);
}

base::Result<media::Bytes> ReadFileStart(const std::string& url) {
  const base::Result<Descriptor> file = OpenFile(url);
  if (!file.ok()) return file.status();
  media::Bytes bytes(kStartBytes);
  const ssize_t got = ReadFully(file->get(), bytes.data(), bytes.size());
  if (got < 0) return SystemFault("can't be read");
  bytes.resize(static_cast<size_t>(got));
  return bytes;
}

FileSource::FileSource(SourceSpec spec, SourceSink& sink, base::ByteBudget& budget,
                       const base::Clock& clock)
    : spec_(std::move(spec)), sink_(sink), budget_(budget), clock_(clock) {}

FileSource::~FileSource() { Stop(); }

void FileSource::Start() {
  reader_ = std::thread([this] { Run(); });
}

void FileSource::Stop() {
  if (!reader_.joinable()) return;
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    stop_asked_.NotifyAll();
  }
  reader_.join();
}

bool FileSource::TakeLease(base::ByteBudget::Lease& lease) {
  base::MutexLock lock(mutex_);
  while (!stopping_) {
    lease = budget_.TryTake(static_cast<int64_t>(kChunkBytes));
    if (lease) return true;
    stop_asked_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kRoomRetry);
  }
  return false;
}

void FileSource::Run() {
  pthread_setname_np(pthread_self(), "file-reader");
  const base::Result<Descriptor> file = OpenFile(spec_.url);
  const Status status = file.ok() ? Read(file->get()) : file.status();
  {
    base::MutexLock lock(mutex_);
    if (stopping_) return;
  }
  sink_.OnEnd(status);
}

Status FileSource::Read(int fd) {
  for (bool first = true;; first = false) {
    Chunk chunk;
    if (!TakeLease(chunk.lease)) return {};
    chunk.data.resize(kChunkBytes);
    const ssize_t got = ReadFully(fd, chunk.data.data(), kChunkBytes);
    if (got < 0) return SystemFault("can't be read");
    if (first && got == 0) return base::Unavailable("eof", "the file is empty");
    if (got == 0) return {};
    chunk.data.resize(static_cast<size_t>(got));
    if (first) {
      if (!LooksLikeTs(
              media::ByteView(chunk.data).first(std::min(chunk.data.size(), kStartBytes)))) {
        return base::Unavailable("invalid_data", "not an MPEG transport stream");
      }
      sink_.OnOpened("mpegts");
    }
    chunk.kind = Chunk::Kind::kTsBytes;
    chunk.contiguous = !first;
    chunk.arrival = clock_.Steady();
    chunk.wall_arrival = clock_.Wall();
    sink_.OnChunk(std::move(chunk));
  }
}

}  // namespace vedette::source

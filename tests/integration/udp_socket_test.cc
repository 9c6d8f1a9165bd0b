#include "engine/net/udp_socket.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "tests/support/udp_sender.h"

namespace vedette::net {
namespace {

using support::UdpSender;

class UdpSocketTest : public ::testing::Test {
 protected:
  ~UdpSocketTest() override {
    loop_.RunAndWait([this] { socket_.reset(); });
  }

  base::Status Open(const UdpOptions& options) {
    base::Status status;
    loop_.RunAndWait([&] {
      auto opened = UdpSocket::Open(loop_, options, [this](const UdpBatch& b) { OnBatch(b); });
      status = opened.status();
      if (!opened.ok()) return;
      socket_ = std::move(*opened);
      port_ = socket_->port();
    });
    return status;
  }

  void OnBatch(const UdpBatch& batch) {
    base::MutexLock lock(mutex_);
    for (const media::ByteView datagram : batch.datagrams) {
      got_.emplace_back(datagram.begin(), datagram.end());
    }
    drops_ += batch.kernel_drops;
    cut_ += batch.cut;
    changed_.NotifyAll();
  }

  bool WaitForDatagrams(size_t count) {
    const base::Deadline deadline = base::Deadline::After(base::seconds(5));
    base::MutexLock lock(mutex_);
    while (got_.size() < count) {
      if (!changed_.WaitUntil(mutex_, deadline.at()) && deadline.Passed()) return false;
    }
    return true;
  }

  EventLoop loop_{"udp-test"};
  std::unique_ptr<UdpSocket> socket_;
  int port_ = 0;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<std::string> got_ GUARDED_BY(mutex_);
  uint64_t drops_ GUARDED_BY(mutex_) = 0;
  uint64_t cut_ GUARDED_BY(mutex_) = 0;
};

TEST_F(UdpSocketTest, ReceivesDatagramsWholeAndInOrder) {
  ASSERT_TRUE(Open({.address = "127.0.0.1"}).ok());
  UdpSender sender("127.0.0.1", port_);
  // More than one batch and, as the test waits in between, more than one tick.
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(sender.Send("datagram " + std::to_string(i)));
    if (i % 50 == 49) {
      ASSERT_TRUE(WaitForDatagrams(static_cast<size_t>(i) + 1));
    }
  }
  base::MutexLock lock(mutex_);
  ASSERT_EQ(got_.size(), 200u);
  for (size_t i = 0; i < 200; ++i) EXPECT_EQ(got_[i], "datagram " + std::to_string(i));
  EXPECT_EQ(drops_, 0u);
}

TEST_F(UdpSocketTest, ReceivesAMulticastGroupOnTheInterfaceAskedFor) {
  for (const char* const interface : {"127.0.0.1", "lo"}) {
    ASSERT_TRUE(Open({.address = "239.255.77.1", .interface = interface}).ok()) << interface;
    UdpSender sender("239.255.77.1", port_);
    ASSERT_TRUE(sender.Send(interface));
    ASSERT_TRUE(WaitForDatagrams(1)) << interface;
    base::MutexLock lock(mutex_);
    EXPECT_EQ(got_.at(0), interface);
    got_.clear();
  }
}

TEST_F(UdpSocketTest, CountsWhatTheKernelDropped) {
  ASSERT_TRUE(Open({.address = "127.0.0.1", .receive_buffer_bytes = 4096}).ok());
  UdpSender sender("127.0.0.1", port_);
  uint64_t sent = 0;
  loop_.RunAndWait([&] {  // nobody reads meanwhile
    for (; sent < 200; ++sent) ASSERT_TRUE(sender.Send(std::string(1316, 'x')));
  });
  ASSERT_TRUE(WaitForDatagrams(1));
  // The count comes with the next datagram that is received after the loss.
  const base::Deadline deadline = base::Deadline::After(base::seconds(5));
  while (!deadline.Passed()) {
    size_t before = 0;
    {
      base::MutexLock lock(mutex_);
      if (got_.size() + drops_ >= sent) break;
      before = got_.size();
    }
    ++sent;
    ASSERT_TRUE(sender.Send("more"));
    ASSERT_TRUE(WaitForDatagrams(before + 1));
  }
  base::MutexLock lock(mutex_);
  EXPECT_GT(drops_, 0u);
  EXPECT_EQ(got_.size() + drops_, sent);
}

TEST_F(UdpSocketTest, SaysWhenADatagramWasCut) {
  ASSERT_TRUE(Open({.address = "127.0.0.1"}).ok());
  UdpSender sender("127.0.0.1", port_);
  ASSERT_TRUE(sender.Send(std::string(20000, 'x')));
  ASSERT_TRUE(sender.Send(std::string(9216, 'y')));
  ASSERT_TRUE(WaitForDatagrams(2));
  base::MutexLock lock(mutex_);
  EXPECT_EQ(got_.at(0).size(), 9216u);
  EXPECT_EQ(got_.at(1), std::string(9216, 'y'));
  EXPECT_EQ(cut_, 1u);
}

TEST_F(UdpSocketTest, RefusesWhatItCannotReceiveOn) {
  ASSERT_TRUE(Open({.address = "127.0.0.1"}).ok());
  const auto reason = [this](const UdpOptions& options) {
    std::string reason;
    loop_.RunAndWait([&] {
      reason = UdpSocket::Open(loop_, options, [](const UdpBatch&) {}).status().reason();
    });
    return reason;
  };
  EXPECT_EQ(reason({.address = "127.0.0.1", .port = port_}), "local_fault");  // taken
  EXPECT_EQ(reason({.address = "192.0.2.1"}), "local_fault");                 // not ours
  EXPECT_EQ(reason({.address = "some.host"}), "dns");
  EXPECT_EQ(reason({.address = "239.255.77.1", .interface = "no-such-if"}), "local_fault");
}

TEST_F(UdpSocketTest, MayBeDestroyedByItsReceiver) {
  std::unique_ptr<UdpSocket> socket;
  base::Mutex mutex;
  base::CondVar changed;
  int calls = 0;
  int port = 0;
  loop_.RunAndWait([&] {
    socket = std::move(*UdpSocket::Open(loop_, {.address = "127.0.0.1"}, [&](const UdpBatch&) {
      base::MutexLock lock(mutex);
      ++calls;
      changed.NotifyAll();
      loop_.Post([] {});
      socket.reset();
    }));
    port = socket->port();
  });
  UdpSender sender("127.0.0.1", port);
  ASSERT_TRUE(sender.Send("x"));
  {
    const base::Deadline deadline = base::Deadline::After(base::seconds(5));
    base::MutexLock lock(mutex);
    while (calls == 0 && !deadline.Passed()) changed.WaitUntil(mutex, deadline.at());
    EXPECT_EQ(calls, 1);
  }
  loop_.RunAndWait([&] { EXPECT_EQ(socket, nullptr); });
}

}  // namespace
}  // namespace vedette::net

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace vedette::gateway {

// One answer as it came, the body with its chunks joined. `status` 0: there was none.
struct TestAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// A plain HTTP client on one loopback connection, for tests. Every wait ends after 10 s.
class TestClient {
 public:
  // `receive_buffer`: of the socket, 0 as the system has it.
  explicit TestClient(int port, int receive_buffer = 0);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  // The bytes as they are. False when the server has closed.
  bool Write(std::string_view bytes);
  // The next answer with its whole body; of one to HEAD only the head.
  TestAnswer ReadAnswer(bool head_only = false);
  // Up to and with `mark`; what came so far when the connection ends first.
  std::string ReadUntil(std::string_view mark);
  // Whether the server has closed, waiting for it; what comes until then is dropped.
  bool WaitClosed();
  void Close();
  // No more from this side.
  void HalfClose();

 private:
  bool Fill();
  std::string Take(size_t size);

  int fd_ = -1;
  std::string buffer_;
};

// One request on a connection of its own. `headers` are whole lines, each with its "\r\n".
TestAnswer Fetch(int port, const std::string& method, const std::string& target,
                 const std::string& headers = "", const std::string& body = "");

}  // namespace vedette::gateway

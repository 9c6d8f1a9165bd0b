#pragma once

#include <string>

#include "engine/base/clock.h"
#include "tests/support/bad_http_server.h"

namespace vedette::support {

// Ready handlers for BadHttpServer: one way each in which a server behaves, well or badly.

BadHttpServer::Handler Answer(int status, HttpPeer::Headers headers, std::string body);
// Accepts, reads the request, never says a word.
BadHttpServer::Handler Silent();
// `then`, but `delay` late.
BadHttpServer::Handler Late(base::milliseconds delay, BadHttpServer::Handler then);
// A good head, then `body` in pieces of `piece` bytes with `pause` between them.
BadHttpServer::Handler Drip(std::string body, size_t piece, base::milliseconds pause);
// The head and `body`, then silence, though `announced` bytes were promised.
BadHttpServer::Handler Stall(std::string body, size_t announced);
// The same, but the connection is closed instead, with a reset if so wanted.
BadHttpServer::Handler Truncate(std::string body, size_t announced, bool reset = false);
// Closes without an answer.
BadHttpServer::Handler HangUp();
BadHttpServer::Handler Redirect(int status, std::string location);
// Bytes that are not HTTP.
BadHttpServer::Handler Garbage(std::string bytes);
// `size` bytes, announced or chunked.
BadHttpServer::Handler Huge(size_t size, bool announced);
// `size` zero bytes, gzip-encoded to about a thousandth.
BadHttpServer::Handler GzipBomb(size_t size);
// `body` gzip-encoded where the client accepts that, else as it is.
BadHttpServer::Handler Gzipped(std::string body);
// A header that never ends.
BadHttpServer::Handler EndlessHeaders();
// No length, no end: `piece` again and again, `pause` between them (0: as fast as it is read).
BadHttpServer::Handler Endless(std::string piece, base::milliseconds pause);
// Sets the cookie `name=value` and redirects to `location`, where NeedsCookie may wait.
BadHttpServer::Handler SetsCookie(std::string name, std::string value, std::string location);
// 403 without the cookie.
BadHttpServer::Handler NeedsCookie(std::string name, std::string value,
                                   BadHttpServer::Handler then);
// 304 for a matching If-None-Match.
BadHttpServer::Handler WithEtag(std::string etag, std::string body);

std::string Gzip(std::string_view bytes);

}  // namespace vedette::support

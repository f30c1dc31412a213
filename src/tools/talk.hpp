// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace penstock::tools {

/// What takes a line off the terminal that is redrawn.
inline constexpr std::string_view clear_line = "\r\x1b[K";

/// One line, or several, on standard error; a line break follows. Nothing happens where nobody
/// reads it.
void say(std::string_view text);

/// Without bytes that would move the cursor or change the terminal: names come from elsewhere.
[[nodiscard]] std::string printable(std::string_view text);

/// A name, or what else must stay on its line: as `printable`, and line ends and tabs come out as
/// \n and \t.
[[nodiscard]] std::string on_one_line(std::string_view text);

/// A message that others have made, which can have any length: its beginning, and how many bytes
/// more there are.
[[nodiscard]] std::string shortened(std::string_view text);

/// As JSON writes a string, quotes included. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_quoted(std::string_view text);

/// `"KEY":"TEXT"`. Where the text is not UTF-8, `,"KEY_base64":"..."` follows with its very bytes.
[[nodiscard]] std::string json_member(std::string_view key, std::string_view text);

/// Standard error, shared by a line that is redrawn and by lines that stay. Thread-safe.
class Talk {
public:
    Talk() = default;
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;
    ~Talk();

    /// A line that stays.
    void line(std::string_view text);
    /// The line that is redrawn below all others; it must not be wider than the terminal. Empty:
    /// take it away.
    void redraw(std::string_view text);

private:
    std::mutex mutex_;
    std::string moving_; // what stands there now
};

} // namespace penstock::tools

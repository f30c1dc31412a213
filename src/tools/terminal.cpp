// SPDX-License-Identifier: Apache-2.0
#include "tools/terminal.hpp"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace penstock::tools {
namespace {

bool is_set(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value != nullptr && *value != '\0';
}

bool is_dumb() {
    const char* term = std::getenv("TERM"); // NOLINT(concurrency-mt-unsafe): as above
    return term == nullptr || std::string_view{term} == "dumb" || *term == '\0';
}

std::string_view code_of(Colour colour) {
    switch (colour) {
    case Colour::red:
        return "31";
    case Colour::yellow:
        return "33";
    case Colour::green:
        return "32";
    case Colour::faint:
        return "2";
    case Colour::bold:
        return "1";
    }
    return "0";
}

} // namespace

bool stderr_redraws() {
    return ::isatty(STDERR_FILENO) == 1 && !is_dumb();
}

bool stdout_redraws() {
    return ::isatty(STDOUT_FILENO) == 1 && !is_dumb();
}

std::size_t stderr_columns() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

std::string coloured(Colour colour, std::string_view text) {
    if (is_set("NO_COLOR") || !stderr_redraws())
        return std::string{text};
    return "\x1b[" + std::string{code_of(colour)} + 'm' + std::string{text} + "\x1b[0m";
}

} // namespace penstock::tools

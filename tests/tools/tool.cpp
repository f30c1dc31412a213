// SPDX-License-Identifier: Apache-2.0
#include "tools/tool.hpp"

#include "json/parse.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace penstock::test {
namespace {

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        read = ends[0];
        write = ends[1];
    }
    int read = -1;
    int write = -1;
};

Pipe terminal(std::uint16_t columns) {
    winsize size{};
    size.ws_row = 24;
    size.ws_col = columns;
    Pipe ends;
    ::close(ends.read);
    ::close(ends.write);
    if (::openpty(&ends.read, &ends.write, nullptr, nullptr, &size) != 0)
        throw std::runtime_error("no terminal");
    ::fcntl(ends.read, F_SETFD, FD_CLOEXEC);
    ::fcntl(ends.write, F_SETFD, FD_CLOEXEC);
    return ends;
}

// A file that is read from its beginning, so that large inputs cannot block.
int input_with(const std::string& text) {
    const int file = ::memfd_create("input", MFD_CLOEXEC);
    if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("no input");
    ::lseek(file, 0, SEEK_SET);
    return file;
}

[[noreturn]] void become_tool(const std::vector<std::string>& arguments,
                              const ToolOptions& options) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    ::unsetenv("NO_COLOR");
    ::setenv("TERM", "xterm", 1);
    for (const auto& [name, value] : options.environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    static const std::string program = std::string{PENSTOCK_BINARY_DIR} + "/bin/penstock";
    std::vector<char*> words{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    if (::chdir(options.folder.c_str()) == 0)
        ::execv(program.c_str(), words.data());
    ::_exit(127);
}

} // namespace

Tool::Tool(const std::vector<std::string>& arguments, const ToolOptions& options) {
    const int input = input_with(options.input);
    Pipe output;
    const Pipe errors = options.terminal_columns ? terminal(*options.terminal_columns) : Pipe{};
    if (!options.output_file.empty()) {
        ::close(output.write);
        output.write = ::open(options.output_file.c_str(), O_WRONLY | O_CLOEXEC);
    }
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(input, STDIN_FILENO);
        ::dup2(output.write, STDOUT_FILENO);
        ::dup2(errors.write, STDERR_FILENO);
        become_tool(arguments, options);
    }
    for (const int mine : {input, output.write, errors.write})
        ::close(mine);
    output_ = output.read;
    errors_ = errors.read;
}

Tool::~Tool() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    for (const int open : {output_, errors_})
        if (open >= 0)
            ::close(open);
}

bool Tool::read_some() {
    std::array<pollfd, 2> waiting{{{output_, POLLIN, 0}, {errors_, POLLIN, 0}}};
    if (output_ < 0 && errors_ < 0)
        return false;
    if (::poll(waiting.data(), waiting.size(), -1) < 0)
        return errno == EINTR;
    const auto take = [](const pollfd& from, int& file, std::string& text) {
        if (from.revents == 0)
            return;
        std::array<char, 65536> buffer{};
        const ssize_t count = ::read(file, buffer.data(), buffer.size());
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR) // a terminal ends with EIO
            ::close(std::exchange(file, -1));
    };
    take(waiting[0], output_, outcome_.output);
    take(waiting[1], errors_, outcome_.errors);
    return true;
}

bool Tool::says(std::string_view text) {
    while (outcome_.errors.find(text) == std::string::npos)
        if (!read_some())
            return false;
    return true;
}

void Tool::send(int signal) const {
    ::kill(process_, signal);
}

void Tool::stop_reading() {
    ::close(std::exchange(output_, -1));
}

ToolOutcome Tool::finished() {
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    if (WIFEXITED(status))
        outcome_.code = WEXITSTATUS(status);
    else
        outcome_.signal = WTERMSIG(status);
    return outcome_;
}

ToolOutcome run_tool(const std::vector<std::string>& arguments, const ToolOptions& options) {
    return Tool{arguments, options}.finished();
}

std::string small_graph(int count) {
    return R"({
  "penstock": "1.0", "name": "small",
  "vars": {"count": )" +
           std::to_string(count) + R"(, "out": "out"},
  "nodes": {
    "frames": {"type": "generate", "params": {"count": "${count}"}},
    "gate": {"type": "limiter", "params": {"max_images": 4, "max_bytes": "64MiB"}},
    "render": {"type": "render", "params": {"width": 32, "height": 24}},
    "encode": {"type": "encode", "params": {"format": "jpeg"}},
    "write": {"type": "write", "params": {"path": "${out}/{seq:04}.{ext}"}}
  },
  "edges": ["frames -> gate -> render -> encode -> write"]
})";
}

std::vector<std::string> files_below(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    if (!std::filesystem::exists(folder))
        return names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            names.push_back(std::filesystem::relative(entry.path(), folder).string());
    std::sort(names.begin(), names.end());
    return names;
}

Value parsed_json(const std::string& text) {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(text, 0, issues);
    INFO(text);
    REQUIRE(issues.empty());
    REQUIRE(value.has_value());
    return *value;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "tools/display_width.hpp"
#include "tools/output.hpp"
#include "tools/recent_reports.hpp"
#include "tools/running_run.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"
#include "tools/top_screen.hpp"
#include "tools/top_text.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace penstock::tools {
namespace {

constexpr std::chrono::seconds interval{1};
constexpr std::size_t columns_of_a_file = 120;

pid_t process_of(const std::string& typed) {
    pid_t process = 0;
    const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), process);
    if (error != std::errc{} || end != typed.data() + typed.size() || process < 1)
        throw UsageError(fmt::format("top: found \"{}\"; expected the number of a process", typed));
    return process;
}

// What is said of one that does not answer with a snapshot.
std::string no_snapshot(pid_t process, const Answer& answer) {
    switch (answer.kind) {
    case Answer::Kind::silent:
        return fmt::format("{} does not answer: it may have been stopped", process);
    case Answer::Kind::strange:
        return fmt::format("{} answers what this penstock does not understand: is it of another "
                           "version?",
                           process);
    case Answer::Kind::unreachable:
        return fmt::format(
            "{} cannot be asked: {}", process, std::generic_category().message(answer.error));
    default:
        return fmt::format("the run of {} has ended", process);
    }
}

// Looks at one run again and again.
class Watcher {
public:
    explicit Watcher(RunningRun run) : run_{std::move(run)} {}

    /// Returns how that went; what is seen changes where it is a snapshot.
    Answer look() {
        Answer answer = run_.ask();
        if (answer.snapshot)
            take(*std::exchange(answer.snapshot, std::nullopt));
        return answer;
    }
    [[nodiscard]] const TopView& view() const { return view_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] pid_t process() const { return run_.process(); }

private:
    void take(Snapshot snapshot) {
        view_.lately = report_between(view_.report, snapshot.report);
        recent_.add(snapshot.report);
        view_.process = run_.process();
        view_.report = std::move(snapshot.report);
        view_.progress = std::move(snapshot.progress);
        view_.limited_by = limit_name(recent_.limit());
        text_ = std::move(snapshot.text);
    }

    RunningRun run_;
    TopView view_;
    RecentReports recent_;
    std::string text_;
};

std::string joined(const std::vector<std::string>& lines) {
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

ExitCode show_once(Watcher& watcher, bool is_json) {
    if (const Answer answer = watcher.look(); answer.kind == Answer::Kind::ended)
        say(no_snapshot(watcher.process(), answer));
    else if (answer.kind != Answer::Kind::snapshot)
        throw UsageError("top: " + no_snapshot(watcher.process(), answer));
    else if (is_json)
        print(watcher.text());
    else
        print(joined(
            top_lines(watcher.view(),
                      ::isatty(STDOUT_FILENO) == 1 ? TopScreen::columns() : columns_of_a_file)));
    return ExitCode::success;
}

// Until it ends, or the user has seen enough.
ExitCode show_until_over(Watcher& watcher, bool is_json) {
    TopScreen screen{is_json ? TopScreen::Keyboard::left_alone : TopScreen::Keyboard::read};
    bool is_to_look = true;
    Answer answer;
    for (;;) {
        if (is_to_look)
            answer = watcher.look();
        if (answer.kind == Answer::Kind::ended)
            break;
        if (is_json) {
            if (answer.kind == Answer::Kind::snapshot && is_to_look)
                print(watcher.text());
        } else {
            std::vector<std::string> lines = top_lines(watcher.view(), TopScreen::columns());
            if (answer.kind != Answer::Kind::snapshot)
                lines.push_back(
                    cut_to_width(no_snapshot(watcher.process(), answer), TopScreen::columns() - 1));
            screen.draw(lines);
        }
        const TopScreen::Event event = screen.wait(interval);
        if (event == TopScreen::Event::leave)
            return ExitCode::success;
        is_to_look = event == TopScreen::Event::none;
    }
    say(no_snapshot(watcher.process(), answer));
    return ExitCode::success;
}

ExitCode list_runs(const std::vector<RunningRun>& runs) {
    std::vector<TopView> views;
    for (const RunningRun& run : runs) {
        Watcher watcher{run};
        if (const Answer answer = watcher.look(); answer.kind == Answer::Kind::snapshot)
            views.push_back(watcher.view());
        else
            say(no_snapshot(run.process(), answer));
    }
    print(joined(run_list(views)));
    say("penstock top PROCESS shows one of them");
    return ExitCode::success;
}

} // namespace

ExitCode top(const TopRequest& request) {
    std::optional<RunningRun> run;
    if (!request.process.empty()) {
        run = run_of(process_of(request.process));
    } else {
        const std::vector<RunningRun> runs = running_runs();
        if (runs.empty()) {
            say("no penstock run of yours is going on");
            return ExitCode::no_input;
        }
        if (runs.size() > 1 && request.is_json)
            throw UsageError(fmt::format("top: {} runs are going on; expected the process of one, "
                                         "too: penstock top lists them",
                                         runs.size()));
        if (runs.size() > 1)
            return list_runs(runs);
        run = runs.front();
    }
    Watcher watcher{*std::move(run)};
    const bool is_once = request.is_once || (!request.is_json && !stdout_redraws());
    return is_once ? show_once(watcher, request.is_json)
                   : show_until_over(watcher, request.is_json);
}

} // namespace penstock::tools

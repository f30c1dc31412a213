// SPDX-License-Identifier: Apache-2.0
#include "penstock/rules.hpp"

#include "graph/engine_nodes.hpp"
#include "graph/lint/demonstrations.hpp"
#include "nodes/built_in.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <string>
#include <unistd.h>

using namespace penstock;
using namespace penstock::test;

namespace {

// Graphs of the explanations are of built-in nodes, the others of those of the engine's tests.
Shown run(const Demonstration& shown, bool is_bad, const config::RulesOff& off) {
    const std::string& own = is_bad ? shown.bad : shown.good;
    if (!own.empty())
        return run_without(off, own, engine_nodes(), 1);
    const RuleText text = explain_rule(shown.rule).value();
    return run_without(off, is_bad ? text.bad : text.good, built_in_nodes(), 1);
}

/// Where relative paths of graphs lead: a folder that is empty and goes away.
class EmptyFolder {
public:
    EmptyFolder() {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        std::filesystem::current_path(folder_);
    }
    EmptyFolder(const EmptyFolder&) = delete;
    EmptyFolder& operator=(const EmptyFolder&) = delete;
    ~EmptyFolder() {
        std::filesystem::current_path(before_);
        std::filesystem::remove_all(folder_);
    }

private:
    std::filesystem::path before_ = std::filesystem::current_path();
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("penstock_lint_" + std::to_string(::getpid()));
};

} // namespace

TEST_CASE("with its rule off, a bad graph loses, fails, exceeds or never gets what the right one "
          "does",
          "[lint][rules]") {
    const Demonstration shown = GENERATE(Catch::Generators::from_range(demonstrations()));
    INFO(shown.rule << ": " << shown.what);
    std::set<std::string, std::less<>> off{shown.rule};
    off.insert(shown.also_off.begin(), shown.also_off.end());
    Shown bad;
    {
        const EmptyFolder folder;
        bad = run(shown, true, config::RulesOff{off});
    }
    const EmptyFolder folder;
    const Shown good = run(shown, false, {});
    CHECK(good.report.is_balanced());
    CHECK(shown.is_wrong(bad, good));
    CHECK_FALSE(shown.is_wrong(good, good));
}

TEST_CASE("every rule is shown, or is said why it cannot be", "[lint][rules]") {
    std::multiset<std::string> known;
    for (const Demonstration& one : demonstrations())
        known.insert(one.rule);
    for (const Undemonstrable& one : undemonstrable()) {
        CHECK_FALSE(one.because.empty());
        known.insert(one.rule);
    }
    std::multiset<std::string> all;
    for (const RuleText& one : all_rules())
        all.insert(one.id);
    CHECK(known == all);
}

TEST_CASE("a rule is off for those alone who say so", "[lint][rules]") {
    for (const Demonstration& shown : demonstrations()) {
        if (shown.bad.empty())
            continue;
        INFO(shown.rule);
        try {
            const Shown ran = run_without({}, shown.bad, engine_nodes(), 1);
            FAIL_CHECK("it was not refused");
        } catch (const ConfigError& error) {
            bool is_named = false;
            for (const ConfigIssue& issue : error.issues())
                is_named = is_named || issue.rule == shown.rule;
            CHECK(is_named);
        }
    }
}

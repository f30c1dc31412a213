// SPDX-License-Identifier: Apache-2.0
#include "config/rules.hpp"
#include "config/wiring.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::config {
namespace {

class LimiterCheck {
public:
    LimiterCheck(const Wiring& wiring, Issues& issues) : wiring_{wiring}, issues_{issues} {}

    void check() {
        for (const WiredNode& node : wiring_.nodes) {
            if (node.is_kind(NodeKind::source))
                check_source(node);
            else if (node.is_kind(NodeKind::limiter))
                check_limiter(node);
            else if (node.is_kind(NodeKind::loader))
                check_loader(node);
        }
    }

private:
    const WiredNode& from(std::size_t edge) const {
        return wiring_.nodes[wiring_.edges[edge].from];
    }
    const WiredNode& to(std::size_t edge) const { return wiring_.nodes[wiring_.edges[edge].to]; }

    void error(std::size_t edge, std::string_view rule, std::string message) {
        issues_.error(wiring_.edges[edge].origin, "edges", std::move(message), rule);
    }

    // The gate in front of a limiter counts every item of its sources: none may leave elsewhere.
    void check_source(const WiredNode& source) {
        const auto limiter =
            std::find_if(source.outgoing.begin(), source.outgoing.end(), [this](std::size_t edge) {
                return to(edge).is_kind(NodeKind::limiter);
            });
        for (const std::size_t edge : source.outgoing) {
            const WiredNode& target = to(edge);
            if (limiter != source.outgoing.end() && edge != *limiter)
                error(edge,
                      rule::source_elsewhere,
                      fmt::format("the source \"{}\" goes to \"{}\" and to \"{}\"; expected one "
                                  "limiter and nothing else; branch behind the loader",
                                  source.name,
                                  to(*limiter).name,
                                  target.name));
            else if (limiter == source.outgoing.end() && target.is_kind(NodeKind::loader))
                error(edge,
                      rule::source_without_limiter,
                      fmt::format("the source \"{0}\" has no limiter on its way to \"{1}\"; put a "
                                  "limiter between: \"{0} -> limiter -> {1}\"",
                                  source.name,
                                  target.name));
        }
    }

    void check_limiter(const WiredNode& limiter) {
        for (const std::size_t edge : limiter.incoming) {
            const WiredNode& before = from(edge);
            if (before.type == nullptr || before.is_kind(NodeKind::source))
                continue;
            if (before.is_kind(NodeKind::limiter))
                error(edge,
                      rule::second_limiter,
                      fmt::format("the limiter \"{}\" stands behind the limiter \"{}\"; expected "
                                  "one on each path; remove one",
                                  limiter.name,
                                  before.name));
            else
                error(edge,
                      rule::misplaced_limiter,
                      fmt::format("the limiter \"{}\" stands behind \"{}\"; expected it directly "
                                  "behind its sources, and one on each path; remove it here",
                                  limiter.name,
                                  before.name));
        }
    }

    void check_loader(const WiredNode& loader) {
        for (const std::size_t edge : loader.incoming) {
            const WiredNode& before = from(edge);
            if (before.type == nullptr || before.is_kind(NodeKind::limiter) ||
                before.is_kind(NodeKind::source))
                continue; // sources were checked from their side
            error(
                edge,
                rule::misplaced_loader,
                fmt::format("the loader \"{}\" stands behind \"{}\"; expected it directly behind a "
                            "limiter",
                            loader.name,
                            before.name));
        }
    }

    const Wiring& wiring_;
    Issues& issues_;
};

} // namespace

void check_limiters(const Wiring& wiring, Issues& issues) {
    LimiterCheck{wiring, issues}.check();
}

} // namespace penstock::config

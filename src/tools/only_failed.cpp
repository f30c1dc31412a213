// SPDX-License-Identifier: Apache-2.0
#include "tools/only_failed.hpp"

#include "tools/summary_file.hpp"
#include "tools/usage_error.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace penstock::tools {
namespace {

RecordedFailures failures_in(const std::string& file) {
    try {
        return read_failures(text_of_summary("--only-failed", file));
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("--only-failed: {}: {}", file, error.what()));
    }
}

bool is_limiter(const ValidatedNode* node) {
    return node != nullptr && node->type->descriptor.kind == NodeKind::limiter;
}

} // namespace

decltype(PipelineOptions::only) failed_items(const std::string& summary_file,
                                             const ValidatedConfig& config) {
    const RecordedFailures recorded = failures_in(summary_file);
    if (recorded.fingerprint != config.fingerprint())
        throw UsageError(fmt::format(
            "--only-failed: {}: this is the summary of another config: its fingerprint is {}, and "
            "that of this config {}; expected the same nodes, parameters and edges, with the same "
            "--var and --set: otherwise the numbers of the items mean other images",
            summary_file,
            recorded.fingerprint.empty() ? "not there" : recorded.fingerprint,
            config.fingerprint()));
    decltype(PipelineOptions::only) only;
    if (recorded.failures.empty())
        return only;
    for (const ValidatedNode& node : config.nodes())
        if (is_limiter(&node))
            only[node.name];
    for (const Failure& failure : recorded.failures) {
        if (!is_limiter(config.find(failure.limiter)))
            throw UsageError(fmt::format(
                "--only-failed: {}: \"{}\" was let in by \"{}\", which is no limiter of "
                "this config; expected a summary as it was written",
                summary_file,
                failure.name,
                failure.limiter));
        only[failure.limiter].insert(failure.sequence);
    }
    return only;
}

void refuse_gathering(const std::vector<LimiterPlan>& plan) {
    for (const LimiterPlan& limiter : plan)
        if (!limiter.gathering_nodes.empty())
            throw UsageError(fmt::format(
                "--only-failed: the limiter {} leads to {}, where several items become one; others "
                "would come together than in the run before; expected a config in which no node "
                "gathers; run all of it",
                limiter.name,
                fmt::join(limiter.gathering_nodes, " and ")));
}

} // namespace penstock::tools

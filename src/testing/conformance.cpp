// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/conformance.hpp"

#include "testing/checks.hpp"

namespace penstock::testing {
namespace {

void check_calls(Subject& subject) {
    check_errors_are_classified(subject);
    check_stop_flag(subject);
    check_input_untouched(subject);
    check_within_bound(subject);
    check_no_leak(subject);
    const NodeKind kind = subject.type().descriptor.kind;
    if (kind == NodeKind::sink)
        return;
    check_determinism(subject);
    if (!subject.has_found("determinism"))
        check_const_is_safe(subject);
    if (!subject.works_on_images())
        return;
    if (!subject.has_found("determinism"))
        check_every_parameter_counts(subject);
    if (subject.gives_images() && !subject.options().loses_metadata)
        check_metadata_kept(subject);
    check_sizes(subject);
    check_pixel_types(subject);
}

} // namespace

ConformanceReport conformance(const NodeType& type, const ConformanceOptions& options) {
    Subject subject{type, options};
    check_parameters_round_trip(subject);
    check_range_ends(subject);
    if (subject.can_be_made() && !subject.samples().empty())
        check_calls(subject);
    return subject.take_report();
}

std::string to_string(const ConformanceReport& report) {
    if (report.conforms())
        return report.type + ": no finding in " + std::to_string(report.checks.size()) + " checks";
    std::string text;
    for (const Finding& finding : report.findings)
        text += (text.empty() ? "" : "\n") + report.type + ": " + finding.check + ": " +
                finding.message;
    return text;
}

} // namespace penstock::testing

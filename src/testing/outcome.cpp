// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/outcome.hpp"

namespace penstock::testing {
namespace {

std::string told_of(const Outcome::Failed& failure) {
    return "failed (" +
           (failure.thrown.empty() ? std::string{to_string(failure.error_class)} : failure.thrown) +
           "): " + failure.message;
}

std::string told_of_skip(const std::string& reason) {
    return "was skipped: " + reason;
}

std::string told_of_result(const Outcome& outcome) {
    if (outcome.failure)
        return told_of(*outcome.failure);
    if (outcome.skip_reason)
        return told_of_skip(*outcome.skip_reason);
    if (outcome.is_dropped)
        return "dropped the item";
    if (outcome.outputs.empty())
        return "gave nothing";
    std::string text = "gave ";
    for (std::size_t i = 0; i < outcome.outputs.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::string{outcome.outputs[i].payload.type_name()};
    return text;
}

} // namespace

std::string Outcome::told() const {
    std::string text = told_of_result(*this);
    for (const LeftOut& left : left_out)
        text +=
            "; member " + std::to_string(left.member) + ' ' +
            (left.failure ? told_of(*left.failure) : told_of_skip(left.skip_reason.value_or("")));
    return text;
}

} // namespace penstock::testing

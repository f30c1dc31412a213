// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/outcome.hpp"

namespace penstock::testing {

std::string Outcome::told() const {
    if (failure)
        return "failed (" +
               (failure->thrown.empty() ? std::string{to_string(failure->error_class)}
                                        : failure->thrown) +
               "): " + failure->message;
    if (skip_reason)
        return "was skipped: " + *skip_reason;
    if (is_dropped)
        return "dropped the item";
    if (outputs.empty())
        return "gave nothing";
    std::string text = "gave ";
    for (std::size_t i = 0; i < outputs.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::string{outputs[i].payload.type_name()};
    return text;
}

} // namespace penstock::testing

// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_history.hpp"

namespace penstock {

std::string_view to_string(SliceKind kind) {
    switch (kind) {
    case SliceKind::call:
        return "call";
    case SliceKind::read:
        return "read";
    case SliceKind::measure:
        return "measure";
    case SliceKind::source:
        return "source";
    case SliceKind::refusal:
        return "refusal";
    case SliceKind::passing:
        return "passing";
    }
    return {};
}

std::string_view to_string(SliceEnd end) {
    switch (end) {
    case SliceEnd::returned:
        return "returned";
    case SliceEnd::failed:
        return "failed";
    case SliceEnd::skipped:
        return "skipped";
    case SliceEnd::dropped:
        return "dropped";
    }
    return {};
}

} // namespace penstock

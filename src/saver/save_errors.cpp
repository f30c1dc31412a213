// SPDX-License-Identifier: Apache-2.0
#include "penstock/images_saver.hpp"

#include <fmt/format.h>

#include <utility>

namespace penstock {
namespace {

constexpr std::size_t named_failures = 10;

std::string words_of(const std::vector<SaveFailure>& failures, std::uint64_t saved) {
    std::string words = fmt::format("{} not saved, {} saved: ", failures.size(), saved);
    for (std::size_t i = 0; i < failures.size() && i < named_failures; ++i)
        words += (i == 0 ? "" : "; ") + failures[i].to_string();
    if (failures.size() > named_failures)
        words += fmt::format("; and {} more", failures.size() - named_failures);
    return words;
}

} // namespace

std::string SaveFailure::to_string() const {
    return fmt::format("{} ({}): {}", name, penstock::to_string(error_class), message);
}

SaveError::SaveError(SaveFailure failure)
    : std::runtime_error{failure.to_string()}, failure_{std::move(failure)} {}
SaveError::SaveError(const SaveError&) = default;
SaveError::~SaveError() = default;

SaveErrors::SaveErrors(std::vector<SaveFailure> failures, std::uint64_t saved)
    : std::runtime_error{words_of(failures, saved)}, failures_{std::move(failures)} {}
SaveErrors::SaveErrors(const SaveErrors&) = default;
SaveErrors::~SaveErrors() = default;

} // namespace penstock

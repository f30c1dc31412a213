// SPDX-License-Identifier: Apache-2.0
#include "testing/runner_context.hpp"

#include <algorithm>
#include <utility>

namespace penstock::testing {
namespace {

// More than any test has use for: a parameter that is far too large must not exhaust the machine.
constexpr std::uint64_t most_bytes_of_a_call = std::uint64_t{512} << 20;

std::vector<std::string> lines_of(const Attributes& attributes) {
    std::vector<std::string> lines;
    if (const Value* value = attributes.find("provenance"); value != nullptr && value->is_array())
        for (const Value& line : value->as_array())
            lines.push_back(line.is_string() ? line.as_string() : std::string{});
    return lines;
}

void check_amount(const LiveImageCounter& memory, std::uint64_t size) {
    if (size > most_bytes_of_a_call || memory.bytes() > most_bytes_of_a_call - size)
        throw ItemError{ErrorClass::limit,
                        "the call would take more than 512 MiB, the most that a node gets without "
                        "a graph"};
}

} // namespace

RunnerContext::RunnerContext(const Situation& situation,
                             std::string node_name,
                             const LiveImageCounter& memory)
    : situation_{situation}, info_{situation.item}, node_name_{std::move(node_name)},
      memory_{LiveImageCounter::part_of(memory)}, notes_before_{lines_of(info_.attributes).size()} {
}

const ItemInfo& RunnerContext::item() const {
    return info_;
}

Image RunnerContext::allocate_image(const ImageSpec& spec) {
    ask();
    check_amount(memory_, spec.bytes());
    Image image = memory_.allocate_image(spec);
    image.set_metadata(metadata_);
    return image;
}

Buffer RunnerContext::allocate_bytes(std::size_t size) {
    ask();
    check_amount(memory_, size);
    return memory_.allocate_bytes(size);
}

bool RunnerContext::stop_requested() const {
    ask();
    ++stop_questions_;
    return situation_.is_stopping;
}

void RunnerContext::set_attribute(std::string_view name, Value value) {
    ask();
    info_.attributes.set(name, std::move(value));
}

void RunnerContext::output_delivered(std::string_view name) {
    ask();
    delivered_.emplace_back(name);
}

void RunnerContext::output_displaced(std::uint64_t /*sequence*/,
                                     std::string_view /*item_name*/,
                                     std::string_view message) {
    displaced_.emplace_back(message);
}

void RunnerContext::begin_item(Request request) {
    info_.path = 0;
    info_.request = std::move(request);
    info_.attributes = {};
    notes_before_ = 0;
}

void RunnerContext::tell(Outcome& outcome) const {
    outcome.attributes = info_.attributes;
    outcome.notes = lines_of(info_.attributes);
    outcome.notes.erase(outcome.notes.begin(),
                        outcome.notes.begin() + static_cast<std::ptrdiff_t>(
                                                    std::min(notes_before_, outcome.notes.size())));
    outcome.delivered = delivered_;
    outcome.displaced = displaced_;
    outcome.allocated_bytes = memory_.allocated_bytes();
    outcome.peak_bytes = memory_.peak_bytes();
    outcome.stop_questions = stop_questions_;
}

void RunnerContext::ask() const {
    if (situation_.at_question)
        situation_.at_question();
}

} // namespace penstock::testing

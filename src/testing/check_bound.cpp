// SPDX-License-Identifier: Apache-2.0
// The check within_bound.
#include "penstock/list_member.hpp"

#include "testing/checks.hpp"

#include <utility>

namespace penstock::testing {
namespace {

std::uint64_t bytes_in(const Payload& payload) {
    return bound_of(payload).bytes;
}

const std::byte* pixels_of(const Payload& payload) {
    const auto* image = payload.get<Image>();
    return image != nullptr ? image->pixels().data() : nullptr;
}

// Of what a node that gives several declared, the part for one of its outputs.
const PayloadBound& part_for(const PayloadBound& declared, std::size_t index) {
    return declared.members.empty() || index >= declared.members.size() ? declared
                                                                        : declared.members[index];
}

class BoundCheck {
public:
    BoundCheck(Subject& subject, const Payload& sample, const Outcome& outcome)
        : subject_{subject}, sample_{sample}, outcome_{outcome}, bound_{*outcome.bound} {}

    void check(bool is_same_buffer) const {
        const std::uint64_t working =
            bound_.working_bytes - bound_.codec_bytes + buffer_capacity(bound_.metadata_bytes);
        std::uint64_t result = 0;
        for (const Output& output : outcome_.outputs)
            result += bytes_in(output.payload);
        if (result > bound_.output.bytes)
            say("the result takes " + bytes(result) + ", and bound declared " +
                bytes(bound_.output.bytes));
        if (outcome_.peak_bytes > bound_.output.bytes + working)
            say("the call had " + bytes(outcome_.peak_bytes) + " at once, and bound declared " +
                bytes(bound_.output.bytes + working) +
                " for the result and working memory; declare scratch as working_bytes");
        check_in_place(is_same_buffer, working);
        for (std::size_t i = 0; i < outcome_.outputs.size(); ++i)
            check_spec(outcome_.outputs[i], i);
    }

private:
    void check_in_place(bool is_same_buffer, std::uint64_t working) const {
        const NodeTraits& traits = subject_.type().descriptor.traits;
        const auto* input = sample_.get<Image>();
        // Of pixels, not of capacity, as the engine counts.
        const bool is_equal_in_size =
            input != nullptr && bound_.output.spec.bytes() == input->spec().bytes();
        if (!is_equal_in_size || !(bound_.in_place || traits.works_in_place))
            return;
        if (outcome_.allocated_bytes > working)
            say("the node works in place, and allocated " + bytes(outcome_.allocated_bytes));
        else if (!is_same_buffer && outcome_.has_returned())
            say("the node works in place, and gave other pixels than it got");
    }

    void check_spec(const Output& output, std::size_t index) const {
        const auto* image = output.payload.get<Image>();
        if (image == nullptr)
            return;
        const bool is_by_port = subject_.type().descriptor.traits.gives_several;
        const ImageSpec& most = part_for(bound_.output, is_by_port ? output.port : index).spec;
        const ImageSpec& spec = image->spec();
        if (spec.width > most.width || spec.height > most.height || spec.bytes() > most.bytes())
            say("the result is " + spec.to_string() + ", and bound declared " + most.to_string());
    }

    void say(const std::string& what) const {
        subject_.find("within_bound", name_of(sample_) + ": " + what);
    }
    static std::string bytes(std::uint64_t count) { return std::to_string(count) + " bytes"; }

    Subject& subject_;
    const Payload& sample_;
    const Outcome& outcome_;
    const NodeBound& bound_;
};

} // namespace

void check_within_bound(Subject& subject) {
    // What passes on makes nothing; the engine does not ask it either.
    if (subject.type().descriptor.traits.passes_on || !subject.begin("within_bound"))
        return;
    NodeRunner runner = subject.runner();
    std::vector<Payload> samples = subject.samples();
    if (subject.works_on_images())
        samples.insert(samples.end(), subject.pictures().begin(), subject.pictures().end());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        Payload input = fresh(samples[i], runner.memory());
        const std::byte* const pixels = pixels_of(input);
        const Outcome outcome = runner.feed(std::move(input), situation_of(i, samples[i]));
        const bool is_same_buffer =
            outcome.outputs.size() == 1 && pixels_of(outcome.outputs.front().payload) == pixels;
        if (outcome.bound)
            BoundCheck{subject, samples[i], outcome}.check(is_same_buffer);
    }
}

} // namespace penstock::testing

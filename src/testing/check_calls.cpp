// SPDX-License-Identifier: Apache-2.0
// The checks of every node that can be called: errors_are_classified, stop_flag, input_untouched,
// no_leak, determinism.
#include "testing/checks.hpp"
#include "testing/print.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace penstock::testing {
namespace {

// Whether a call that was told to stop lasts, and does not ask. Of several: a machine that is busy
// can make any one of them last.
bool is_deaf(NodeRunner& runner,
             std::size_t number,
             const Payload& sample,
             std::chrono::milliseconds patience) {
    using Clock = std::chrono::steady_clock;
    Situation situation = situation_of(number, sample);
    situation.is_stopping = true;
    for (int time = 0; time < 3; ++time) {
        Payload input = fresh(sample, runner.memory());
        const Clock::time_point begin = Clock::now();
        const Outcome outcome = runner.feed(std::move(input), situation);
        if (Clock::now() - begin <= patience || outcome.stop_questions > 0)
            return false;
    }
    return true;
}

bool skips_without_reason(const Outcome& outcome) {
    return (outcome.skip_reason && outcome.skip_reason->empty()) ||
           std::any_of(
               outcome.left_out.begin(), outcome.left_out.end(), [](const Outcome::LeftOut& left) {
                   return left.skip_reason && left.skip_reason->empty();
               });
}

} // namespace

void check_errors_are_classified(Subject& subject) {
    if (!subject.begin("errors_are_classified"))
        return;
    NodeRunner runner = subject.runner();
    for (std::size_t i = 0; i < subject.samples().size(); ++i) {
        const Payload& sample = subject.samples()[i];
        const Outcome outcome = call(runner, i, sample);
        subject.find_thrown("errors_are_classified", name_of(sample), outcome);
        if (skips_without_reason(outcome))
            subject.find("errors_are_classified",
                         name_of(sample) + ": an ItemSkipped without a reason");
    }
}

void check_stop_flag(Subject& subject) {
    if (!subject.begin("stop_flag"))
        return;
    NodeRunner runner = subject.runner();
    std::vector<Payload> samples = subject.samples();
    if (subject.works_on_images())
        samples.push_back(subject.pictures().back());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (!is_deaf(runner, i, samples[i], subject.options().patience))
            continue;
        subject.find("stop_flag",
                     "the call with " + name_of(samples[i]) + " took longer than " +
                         std::to_string(subject.options().patience.count()) +
                         " ms and did not ask stop_requested(); ask now and then, and throw "
                         "ItemError (cancelled)");
        return;
    }
}

void check_input_untouched(Subject& subject) {
    if (!subject.begin("input_untouched"))
        return;
    NodeRunner runner = subject.runner();
    for (std::size_t i = 0; i < subject.samples().size(); ++i) {
        const Payload input = fresh(subject.samples()[i], runner.memory());
        const std::string before = print_of(input);
        (void)runner.feed(input, situation_of(i, input));
        if (print_of(input) != before)
            subject.find("input_untouched",
                         name_of(input) + " was changed by the call; others may see it, too: take "
                                          "Image by value to get pixels of your own");
    }
}

void check_no_leak(Subject& subject) {
    if (!subject.begin("no_leak"))
        return;
    LiveImageCounter memory;
    {
        NodeRunner runner = subject.runner();
        memory = runner.memory();
        for (std::size_t i = 0; i < subject.samples().size(); ++i)
            (void)call(runner, i, subject.samples()[i]);
    }
    if (memory.buffers() > 0)
        subject.find("no_leak",
                     std::to_string(memory.images()) + " images and " +
                         std::to_string(memory.buffers() - memory.images()) +
                         " other buffers are alive after the results are gone and the node is "
                         "closed");
}

void check_determinism(Subject& subject) {
    if (subject.type().descriptor.traits.consults_clock || !subject.begin("determinism"))
        return;
    NodeRunner second = subject.runner();
    const std::vector<std::string>& one = subject.prints(0);
    const std::vector<std::string> other = prints_of(second, subject.samples());
    for (std::size_t i = 0; i < one.size(); ++i)
        if (one[i] != other[i])
            subject.find("determinism",
                         name_of(subject.samples()[i]) +
                             ": a second object with the same parameters gives something else; "
                             "take random numbers from NodeContext::random, and say "
                             ".consults_clock() of what depends on time");
}

} // namespace penstock::testing

// SPDX-License-Identifier: Apache-2.0
#include "testing/subject.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <utility>

namespace penstock::testing {
namespace {

constexpr std::ptrdiff_t most_findings_of_a_check = 8;

bool takes_images(const NodeType& type) {
    return !type.descriptor.inputs.empty() && (type.descriptor.inputs.front().payload == "image" ||
                                               type.descriptor.inputs.front().payload == "any");
}

} // namespace

const std::vector<std::string>& all_checks() {
    static const std::vector<std::string> names = {"parameters_round_trip",
                                                   "range_ends",
                                                   "errors_are_classified",
                                                   "stop_flag",
                                                   "input_untouched",
                                                   "within_bound",
                                                   "no_leak",
                                                   "determinism",
                                                   "const_is_safe",
                                                   "every_parameter_counts",
                                                   "metadata_kept",
                                                   "sizes",
                                                   "pixel_types"};
    return names;
}

Subject::Subject(const NodeType& type, const ConformanceOptions& options)
    : type_{type}, options_{options} {
    report_.type = type.descriptor.type;
    check_options();
    bases_.push_back(options.params);
    bases_.insert(bases_.end(), options.other_params.begin(), options.other_params.end());
    if (!can_be_made())
        return;
    for (const Value::Object& base : bases_) {
        try {
            const NodeRunner made{type, base};
            if (samples_.empty() && type.descriptor.kind != NodeKind::source)
                samples_ = !options.samples.empty() ? options.samples : samples_for(made);
        } catch (const std::exception& error) {
            throw std::invalid_argument("node type \"" + type.descriptor.type +
                                        "\" cannot be made with the parameters in the options of "
                                        "its conformance: " +
                                        error.what());
        }
    }
}

void Subject::check_options() const {
    for (const auto& [name, why] : options_.without)
        if (std::find(all_checks().begin(), all_checks().end(), name) == all_checks().end() ||
            why.empty())
            throw std::invalid_argument("options.without: \"" + name +
                                        "\" is no check, or no reason is given");
    for (const auto& [name, values] : options_.alternatives)
        if (type_.descriptor.find_param(name) == nullptr || values.empty())
            throw std::invalid_argument("options.alternatives: " + type_.descriptor.type +
                                        " has no parameter \"" + name +
                                        "\", or no value is given for it");
}

bool Subject::can_be_made() const {
    return type_.make && !type_.descriptor.traits.has_own_flow;
}

bool Subject::works_on_images() const {
    return type_.descriptor.kind == NodeKind::transform && takes_images(type_) &&
           std::any_of(samples_.begin(), samples_.end(), [](const Payload& sample) {
               return sample.get<Image>() != nullptr;
           });
}

bool Subject::gives_images() const {
    const auto& outputs = type_.descriptor.outputs;
    return std::any_of(outputs.begin(), outputs.end(), [](const PortDescriptor& port) {
        return port.payload == "image" || port.payload == "any";
    });
}

const std::vector<Payload>& Subject::pictures() {
    if (!pictures_.empty())
        return pictures_;
    constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 7> sizes = {
        {{1, 1}, {1, 19}, {19, 1}, {2, 2}, {13, 7}, {129, 65}, {320, 200}}};
    ImageSpec spec = accepted_spec();
    for (const auto& [width, height] : sizes) {
        spec.width = width;
        spec.height = height;
        pictures_.emplace_back(picture(spec));
    }
    return pictures_;
}

const std::vector<std::string>& Subject::prints(std::size_t base) {
    prints_.resize(bases_.size());
    std::vector<std::string>& prints = prints_.at(base);
    if (prints.empty()) {
        NodeRunner made{type_, bases_[base]};
        prints = prints_of(made, samples_);
    }
    return prints;
}

// Of a picture that it takes: of the first sample that it made something of.
ImageSpec Subject::accepted_spec() const {
    NodeRunner made = runner();
    for (std::size_t i = 0; i < samples_.size(); ++i)
        if (const auto* image = samples_[i].get<Image>())
            if (call(made, i, samples_[i]).has_returned())
                return image->spec();
    return {16, 16, 3, PixelType::u8, ColourSpace::srgb};
}

bool Subject::begin(std::string_view check) {
    if (options_.without.contains(std::string{check}))
        return false;
    report_.checks.emplace_back(check);
    return true;
}

void Subject::find(std::string_view check, std::string message) {
    const auto same_check = [check](const Finding& finding) { return finding.check == check; };
    if (std::count_if(report_.findings.begin(), report_.findings.end(), same_check) <
        most_findings_of_a_check)
        report_.findings.push_back({std::string{check}, std::move(message)});
}

bool Subject::has_found(std::string_view check) const {
    return std::any_of(report_.findings.begin(),
                       report_.findings.end(),
                       [check](const Finding& finding) { return finding.check == check; });
}

void Subject::find_thrown(std::string_view check,
                          const std::string& where,
                          const Outcome& outcome) {
    if (outcome.failure)
        find_thrown(check, where, *outcome.failure);
    for (const Outcome::LeftOut& left : outcome.left_out)
        if (left.failure)
            find_thrown(check, where + ", member " + std::to_string(left.member), *left.failure);
}

void Subject::find_thrown(std::string_view check,
                          const std::string& where,
                          const Outcome::Failed& failure) {
    if (failure.thrown.empty() && !failure.message.empty())
        return;
    if (!thrown_.insert(failure.thrown + failure.message).second)
        return;
    if (failure.thrown.empty())
        find(check, where + ": an ItemError without a message; say what was found and expected");
    else
        find(check,
             where + ": " + failure.thrown + " (" + failure.message +
                 "); throw an ItemError with a class and a sentence");
}

Outcome call(NodeRunner& runner, std::size_t sample, const Payload& payload) {
    return runner.feed(fresh(payload, runner.memory()), situation_of(sample, payload));
}

} // namespace penstock::testing

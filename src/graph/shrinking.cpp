// SPDX-License-Identifier: Apache-2.0
#include "graph/shrinking.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace penstock::graph {
namespace {

// Larger than what any node makes smaller is meant to become.
constexpr ImageSpec huge_picture{.width = 65'532,
                                 .height = 65'532,
                                 .channels = 3,
                                 .pixel_type = PixelType::u8,
                                 .colour_space = ColourSpace::srgb};

bool is_told_to_shrink(const ValidatedNode& loader) {
    return std::ranges::any_of(loader.params, [](const auto& param) {
        return param.first == "shrink_on_load" && param.second == Value{"auto"};
    });
}

std::string list_of(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

Shrinking::Shrinking(const ValidatedConfig& config,
                     const Topology& topology,
                     const NodeTable& nodes)
    : config_{config}, topology_{topology} {
    for (NodeIndex node = 0; node < config.nodes().size(); ++node)
        works_.push_back(dynamic_cast<const WorkNode*>(nodes.find(node)));
}

double Shrinking::least_scale_behind(NodeIndex node, const ImageSpec& picture) const {
    return scale_behind(node, picture, nullptr);
}

double Shrinking::scale_behind(NodeIndex node,
                               const ImageSpec& picture,
                               std::vector<Answer>* answers) const {
    double scale = 0;
    for (const Topology::Edge& edge : topology_.edges_from(node)) {
        if (edge.is_dead_letter) // which brings no picture
            continue;
        scale = std::max(scale, scale_of(edge.to, picture, answers));
        if (scale >= 1 && answers == nullptr)
            break; // nobody asks for more than that
    }
    return scale > 0 ? scale : 1;
}

double
Shrinking::scale_of(NodeIndex node, const ImageSpec& picture, std::vector<Answer>* answers) const {
    double scale = 1;
    double behind = 0; // what those behind it say
    if (const WorkNode* work = works_[node]) {
        const auto ask = [&](const ImageSpec& made) {
            const double said = scale_behind(node, made, answers);
            behind = std::max(behind, said);
            return said;
        };
        try {
            scale = work->least_scale(picture, std::ref(ask));
        } catch (...) {
            scale = 1; // whatever is wrong there is said when the picture comes
        }
    }
    if (!(scale > 0 && scale < 1)) // nor is it a number
        scale = 1;
    if (answers != nullptr && scale > behind)
        answers->push_back({node, scale});
    return scale;
}

std::map<std::string, std::string> Shrinking::notes() const {
    std::map<std::string, std::string> notes;
    for (NodeIndex node = 0; node < config_.nodes().size(); ++node) {
        const ValidatedNode& described = config_.nodes()[node];
        if (described.type->descriptor.traits.can_shrink)
            notes[described.name] = note_on(node);
    }
    return notes;
}

std::string Shrinking::note_on(NodeIndex loader) const {
    if (!is_told_to_shrink(config_.nodes()[loader]))
        return "whole, as shrink_on_load says";
    std::vector<Answer> answers;
    scale_behind(loader, huge_picture, &answers);
    std::set<std::string> shrinking;
    std::set<std::string> whole;
    for (const Answer& answer : answers)
        (answer.scale < 1 ? shrinking : whole).insert(config_.nodes()[answer.node].name);
    return whole.empty() ? "smaller for " + list_of(shrinking) : "whole for " + list_of(whole);
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"
#include "config/pipe_words.hpp"
#include "config/split_pipe.hpp"
#include "config/understand.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace penstock {
namespace config {
namespace {

// Builds the object that a file would hold, with places in the pipe.
class PipeReader {
public:
    PipeReader(std::string_view pipe, Issues& issues) : pipe_{pipe}, issues_{issues} {}

    Value read() {
        const SplitPipe split = split_pipe(pipe_);
        if (split.open_quote)
            issues_.error(place(*split.open_quote, 1), {}, "this quote is not closed");
        const bool is_empty = split.stages.size() == 1 && split.stages.front().words.empty();
        if (is_empty)
            issues_.error(place(0, 1),
                          {},
                          "the pipe is empty; expected nodes, such as 'files photos/*.jpg ! decode "
                          "! encode format=jpeg ! write out/{stem}.jpg'");
        else
            for (const PipeStage& stage : split.stages)
                read_stage(stage);
        Value edges{edges_in_order()};
        Value root{Value::Object{}};
        root.as_object().emplace_back("penstock", Value{"1.0"});
        root.as_object().emplace_back("nodes", Value{std::move(nodes_)});
        root.as_object().emplace_back("edges", std::move(edges));
        return root;
    }

private:
    Origin place(std::size_t offset, std::size_t length) const {
        const std::string_view before = pipe_.substr(0, offset);
        const std::size_t line_start = before.rfind('\n') + 1; // npos + 1 is 0
        return {.source = 0,
                .line =
                    static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
                .column = static_cast<std::uint32_t>(offset - line_start + 1),
                .length = static_cast<std::uint32_t>(length)};
    }

    void read_stage(const PipeStage& stage) {
        if (stage.words.empty())
            return issues_.error(place(std::min(stage.offset, pipe_.size()), 1),
                                 {},
                                 "there is no node at this \"!\"; expected one before and one "
                                 "behind each \"!\"");
        const PipeWord& type = stage.words.front();
        const Origin origin = place(type.offset, type.length);
        if (nodes_.size() == 1 && type.text != "limiter")
            add_node(free_name("limiter"), Value{"limiter"}, Value{Value::Object{}}, origin);
        Value params{Value::Object{}};
        Value::Array positional;
        const std::string name = free_name(type.text);
        for (std::size_t i = 1; i < stage.words.size(); ++i)
            read_word(stage.words[i], path_to("nodes", name), params, positional);
        params.as_object().emplace_back(positional_words, Value{std::move(positional)});
        params.origin = origin;
        Value type_value{type.text};
        type_value.origin = origin;
        add_node(name, std::move(type_value), std::move(params), origin);
    }

    void read_word(const PipeWord& word,
                   const std::string& path,
                   Value& params,
                   Value::Array& positional) {
        const std::string name = word.text.substr(0, std::min(word.equals, word.text.size()));
        if (word.equals == std::string::npos || !is_identifier(name)) {
            Value value{word.text};
            value.origin = place(word.offset, word.length);
            positional.push_back(std::move(value));
            return;
        }
        Value value{word.text.substr(word.equals + 1)};
        value.key_origin = place(word.offset, word.value_offset - 1 - word.offset);
        value.origin =
            place(word.value_offset,
                  std::max<std::size_t>(word.offset + word.length - word.value_offset, 1));
        if (params.find(name) != nullptr)
            return issues_.error(
                value.key_origin,
                path,
                fmt::format("\"{}\" stands twice; expected it once; remove one", name));
        params.as_object().emplace_back(name, std::move(value));
    }

    // "resize", and for those that follow "resize-2", "resize-3".
    std::string free_name(const std::string& type) const {
        const std::string base = is_word(type) ? type : "node";
        std::string name = base;
        const auto is_taken = [&](const Value::Member& node) { return node.first == name; };
        for (int i = 2; std::any_of(nodes_.begin(), nodes_.end(), is_taken); ++i)
            name = fmt::format("{}-{}", base, i);
        return name;
    }

    void add_node(const std::string& name, Value type, Value params, const Origin& origin) {
        if (type.as_string() == "limiter" && !type.origin.is_known())
            type.origin = origin;
        Value node{Value::Object{{"type", std::move(type)}, {"params", std::move(params)}}};
        node.origin = node.key_origin = origin;
        nodes_.emplace_back(name, std::move(node));
    }

    Value::Array edges_in_order() const {
        Value::Array result;
        for (std::size_t i = 0; i + 1 < nodes_.size(); ++i) {
            Value edge{nodes_[i].first + " -> " + nodes_[i + 1].first};
            edge.origin = nodes_[i + 1].second.origin;
            result.push_back(std::move(edge));
        }
        return result;
    }

    std::string_view pipe_;
    Issues& issues_;
    Value::Object nodes_;
};

} // namespace
} // namespace config

PipelineConfig parse_pipe(std::string_view pipe, const ConfigOverrides& overrides) {
    PipelineConfig config;
    config.sources.push_back({.name = "--pipe", .text = std::string{pipe}});
    config::Issues issues{config.sources};
    Value root = config::PipeReader{pipe, issues}.read();
    config.issues = issues.take();
    if (root.find("nodes")->as_object().empty())
        throw ConfigError{std::move(config.issues)};
    config::understand(std::move(root), overrides, config);
    return config;
}

} // namespace penstock

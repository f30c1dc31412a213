// SPDX-License-Identifier: Apache-2.0
#include "penstock/effective_config.hpp"

#include "config/annotated_text.hpp"
#include "config/issues.hpp"
#include "config/pipe_words.hpp"
#include "config/plugins.hpp"

#include <cassert>
#include <utility>

namespace penstock {
namespace config {
namespace {

class EffectiveConfig {
public:
    EffectiveConfig(const PipelineConfig& config, const ValidatedConfig& valid)
        : config_{config}, valid_{valid}, issues_{config.sources} {
        assert(config.nodes.size() == valid.nodes().size());
        assert(config.edges.size() == valid.edges().size());
    }

    std::string text() {
        Value::Object members{{"penstock", config_.version}};
        add_text(members, "name", config_.name, config_.name_origin);
        add_text(members, "description", config_.description, config_.description_origin);
        members.emplace_back("limits", limits());
        if (const Value* budget = config_.errors.find("budget"))
            members.emplace_back("errors", errors(*budget));
        if (config_.plugins.is_array() && !config_.plugins.as_array().empty())
            members.emplace_back("plugins", plugins_as_of_file(config_));
        Value::Object nodes;
        for (std::size_t i = 0; i < config_.nodes.size(); ++i)
            nodes.emplace_back(config_.nodes[i].name, node(config_.nodes[i], valid_.nodes()[i]));
        members.emplace_back("nodes", std::move(nodes));
        members.emplace_back("edges", edges());
        return annotated_text(Value{std::move(members)}, issues_) + '\n';
    }

private:
    static void add_text(Value::Object& members,
                         const char* key,
                         const std::string& text,
                         const Origin& origin) {
        if (text.empty())
            return;
        Value value{text};
        value.origin = origin;
        members.emplace_back(key, std::move(value));
    }

    Value limits() const {
        Value::Object members;
        const auto add = [&](const char* key, const Value& otherwise) {
            const Value* written = config_.limits.find(key);
            const Value& value = written == nullptr ? otherwise : *written;
            if (!value.is_null())
                members.emplace_back(key, value);
        };
        add("threads", "auto");
        add("io_threads", "auto");
        add("memory", "auto");
        add("open_files", std::int64_t{Limits{}.open_files});
        add("largest_item", {});
        return Value{std::move(members)};
    }

    Value errors(const Value& written) const {
        const Value& max = *written.find("max");
        Value::Object members{{"max", max}};
        if (const Value* min_items = written.find("min_items"))
            members.emplace_back("min_items", *min_items);
        else if (max.is_string())
            members.emplace_back("min_items", std::int64_t{ErrorBudget{}.min_items});
        Value budget{std::move(members)};
        budget.origin = written.origin;
        budget.key_origin = written.key_origin;
        Value result{Value::Object{{"budget", std::move(budget)}}};
        result.origin = config_.errors.origin;
        return result;
    }

    Value node(const NodeConfig& written, const ValidatedNode& valid) {
        const NodeKind kind = valid.type->descriptor.kind;
        Value::Object members{{"type", written.type}};
        if (kind != NodeKind::limiter)
            members.emplace_back("concurrency",
                                 written.concurrency.is_null() ? as_written(valid.concurrency)
                                                               : written.concurrency);
        members.emplace_back("params", params(written, valid.type->descriptor));
        if (kind != NodeKind::limiter && kind != NodeKind::source)
            members.emplace_back("on_error",
                                 written.on_error.is_null() ? Value{"fail"} : written.on_error);
        if (!written.timeout.is_null())
            members.emplace_back("timeout", written.timeout);
        if (!written.set.is_null())
            members.emplace_back("set", written.set);
        Value result{std::move(members)};
        result.origin = written.origin;
        return result;
    }

    static Value as_written(const Concurrency& concurrency) {
        if (concurrency.is_unlimited() || concurrency.is_serial())
            return concurrency.to_string();
        return std::int64_t{concurrency.limit};
    }

    Value params(const NodeConfig& node, const NodeDescriptor& descriptor) {
        Value written = node.params;
        resolve_words(written, descriptor, {}, issues_);
        Value::Object members;
        for (const ParamDescriptor& param : descriptor.params) {
            const Value* value = written.find(param.name);
            if (value == nullptr)
                value = &param.default_value;
            if (!value->is_null())
                members.emplace_back(param.name, *value);
        }
        Value result{std::move(members)};
        result.origin = written.origin;
        return result;
    }

    Value edges() const {
        Value::Array list;
        for (std::size_t i = 0; i < config_.edges.size(); ++i) {
            const ValidatedEdge& edge = valid_.edges()[i];
            Value text{valid_.nodes()[edge.from].name + '.' + edge.from_port + " -> " +
                       valid_.nodes()[edge.to].name + '.' + edge.to_port};
            text.origin = config_.edges[i].origin;
            list.push_back(std::move(text));
        }
        return Value{std::move(list)};
    }

    const PipelineConfig& config_;
    const ValidatedConfig& valid_;
    Issues issues_; // knows the places; nothing is wrong any more
};

} // namespace
} // namespace config

std::string effective_config(const PipelineConfig& config, const ValidatedConfig& valid) {
    return config::EffectiveConfig{config, valid}.text();
}

} // namespace penstock

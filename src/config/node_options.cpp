// SPDX-License-Identifier: Apache-2.0
#include "config/node_options.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/templates.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::config {
namespace {

constexpr std::int64_t most_calls = 4096;

constexpr std::array<ErrorClass, 10> error_classes = {ErrorClass::missing,
                                                      ErrorClass::permission,
                                                      ErrorClass::unsupported,
                                                      ErrorClass::corrupt,
                                                      ErrorClass::truncated,
                                                      ErrorClass::limit,
                                                      ErrorClass::io,
                                                      ErrorClass::resource,
                                                      ErrorClass::node,
                                                      ErrorClass::cancelled};

Concurrency default_concurrency(const NodeTraits& traits) {
    return {traits.is_concurrent ? traits.default_concurrency : 1};
}

// Nothing where it is a mistake.
std::optional<Concurrency> parse_concurrency(const Value& written) {
    if (written.is_string() && written.as_string() == "serial")
        return Concurrency{1};
    if (written.is_string() && written.as_string() == "unlimited")
        return Concurrency{0};
    if (written.is_integer() && written.as_integer() >= 1 && written.as_integer() <= most_calls)
        return Concurrency{static_cast<std::uint32_t>(written.as_integer())};
    return std::nullopt;
}

class OnErrorReader {
public:
    OnErrorReader(const NodeConfig& node, Issues& issues)
        : node_{node}, issues_{issues}, path_{path_to("nodes", node.name) + ".on_error"} {}

    std::optional<ErrorPolicy> read() {
        ErrorPolicy policy;
        if (node_.on_error.is_object())
            read_classes(policy);
        else
            policy.otherwise = read_policy(node_.on_error, path_);
        if (has_mistake_)
            return std::nullopt;
        return policy;
    }

private:
    void read_classes(ErrorPolicy& policy) {
        for (const auto& [name, value] : node_.on_error.as_object()) {
            if (is_free_key(name))
                continue;
            const auto known =
                std::find_if(error_classes.begin(),
                             error_classes.end(),
                             [&name = name](ErrorClass one) { return to_string(one) == name; });
            if (name == "*")
                policy.otherwise = read_policy(value, path_ + ".*");
            else if (name == "retry")
                refuse_retry(value.key_origin, path_);
            else if (known != error_classes.end())
                policy.by_class[*known] = read_policy(value, path_to(path_, name));
            else
                refuse_class(name, value.key_origin);
        }
    }

    void refuse_class(const std::string& name, const Origin& origin) {
        std::vector<std::string> names = {"*"};
        for (const ErrorClass one : error_classes)
            names.emplace_back(to_string(one));
        has_mistake_ = true;
        issues_.error(origin,
                      path_,
                      fmt::format("unknown class of errors {}; expected one of {}{}",
                                  in_quotes(name),
                                  joined(names),
                                  did_you_mean(name, names)));
    }

    void refuse_retry(const Origin& origin, const std::string& path) {
        has_mistake_ = true;
        issues_.error(origin,
                      path,
                      "\"retry\" is not supported yet; expected \"fail\", \"skip\" or "
                      "\"dead_letter\"");
    }

    OnError read_policy(const Value& value, const std::string& path) {
        static const std::vector<std::string> names = {"fail", "skip", "dead_letter"};
        if (value.is_string()) {
            const auto found = std::find(names.begin(), names.end(), value.as_string());
            if (found != names.end())
                return static_cast<OnError>(found - names.begin());
        }
        if (value.find("retry") != nullptr || (value.is_string() && value.as_string() == "retry")) {
            refuse_retry(value.origin, path);
            return OnError::fail;
        }
        has_mistake_ = true;
        const bool is_whole = path == path_;
        issues_.error(value.origin,
                      path,
                      fmt::format("found {}; expected \"fail\", \"skip\" or \"dead_letter\"{}{}",
                                  as_found(value),
                                  is_whole ? ", or an object of these by class of error" : "",
                                  value.is_string() ? did_you_mean(value.as_string(), names) : ""));
        return OnError::fail;
    }

    const NodeConfig& node_;
    Issues& issues_;
    std::string path_;
    bool has_mistake_ = false;
};

} // namespace

Concurrency
check_concurrency(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues) {
    const Concurrency otherwise = default_concurrency(descriptor.traits);
    const Value& written = node.concurrency;
    if (written.is_null())
        return otherwise;
    const std::string path = path_to("nodes", node.name) + ".concurrency";
    const auto parsed = parse_concurrency(written);
    if (descriptor.kind == NodeKind::limiter) {
        issues.error(written.origin,
                     path,
                     "a limiter works on nothing and has no concurrency; remove the key");
        return otherwise;
    }
    if (!parsed) {
        issues.error(
            written.origin,
            path,
            fmt::format("found {}; expected \"serial\", \"unlimited\" or an integer from 1 "
                        "to {}{}",
                        as_found(written),
                        most_calls,
                        written.is_string()
                            ? did_you_mean(written.as_string(), {"serial", "unlimited"})
                            : std::string{}));
        return otherwise;
    }
    if (descriptor.traits.is_concurrent || parsed->is_serial())
        return *parsed;
    const char* why = descriptor.kind == NodeKind::source
                          ? "a source is read by one thread at a time"
                          : "its verb is not const, so it works on one item at a time";
    issues.error(written.origin,
                 path,
                 fmt::format("found {}, but {} is serial: {}; expected \"serial\"",
                             as_found(written),
                             descriptor.type,
                             why));
    return otherwise;
}

std::optional<ErrorPolicy>
check_on_error(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues) {
    if (node.on_error.is_null())
        return ErrorPolicy{};
    if (descriptor.kind == NodeKind::source || descriptor.kind == NodeKind::limiter) {
        issues.error(node.on_error.origin,
                     path_to("nodes", node.name) + ".on_error",
                     fmt::format("items do not fail in a {}; expected \"on_error\" on loaders and "
                                 "the nodes behind them",
                                 to_string(descriptor.kind)));
        return std::nullopt;
    }
    return OnErrorReader{node, issues}.read();
}

Attributes check_set(const NodeConfig& node, Issues& issues) {
    Attributes attributes;
    if (node.set.is_null())
        return attributes;
    const std::string path = path_to("nodes", node.name) + ".set";
    if (!node.set.is_object()) {
        issues.error(node.set.origin,
                     path,
                     fmt::format("found {}; expected an object of attributes, such as {{\"size\": "
                                 "\"small\"}}",
                                 as_found(node.set)));
        return attributes;
    }
    for (const auto& [name, value] : node.set.as_object()) {
        const bool is_scalar = value.is_string() || value.is_number() || value.is_bool();
        if (!is_identifier(name))
            issues.error(value.key_origin,
                         path,
                         fmt::format("{} is no name for an attribute; expected letters, digits, _ "
                                     "and -, a letter first",
                                     in_quotes(name)));
        else if (is_one_of(name, template_fields()))
            issues.error(value.key_origin,
                         path,
                         fmt::format("every item has a \"{}\" already; expected another name; the "
                                     "names that are taken: {}",
                                     name,
                                     joined(template_fields())));
        else if (!is_scalar)
            issues.error(value.origin,
                         path_to(path, name),
                         fmt::format("found {}; expected a string, a number, true or false",
                                     as_found(value)));
        else
            attributes.set(name, value);
    }
    return attributes;
}

std::vector<std::string> attribute_names(const PipelineConfig& config) {
    std::vector<std::string> names;
    for (const NodeConfig& node : config.nodes)
        if (node.set.is_object())
            for (const auto& [name, value] : node.set.as_object())
                if (is_identifier(name) && !is_one_of(name, names))
                    names.push_back(name);
    return names;
}

} // namespace penstock::config

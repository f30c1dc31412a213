// SPDX-License-Identifier: Apache-2.0
#include "config/on_error.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/units.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace penstock::config {
namespace {

constexpr Duration longest_backoff = std::chrono::hours{1};
constexpr const char* retry_example = R"({"attempts": 3, "backoff": "100ms..5s"})";

const std::vector<std::string>& ends() {
    static const std::vector<std::string> names = {"fail", "skip", "dead_letter"};
    return names;
}

std::vector<std::string> class_names() {
    std::vector<std::string> names = {"*"};
    for (int i = 0; i <= static_cast<int>(ErrorClass::cancelled); ++i)
        names.emplace_back(to_string(static_cast<ErrorClass>(i)));
    return names;
}

std::optional<ErrorClass> class_of(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(ErrorClass::cancelled); ++i)
        if (to_string(static_cast<ErrorClass>(i)) == name)
            return static_cast<ErrorClass>(i);
    return std::nullopt;
}

// {"retry": ..., "then": ...}, and not an object by class of error.
bool is_rule(const Value& value) {
    return value.find("retry") != nullptr || value.find("then") != nullptr;
}

class OnErrorReader {
public:
    OnErrorReader(const NodeConfig& node, Issues& issues)
        : node_{node}, issues_{issues}, path_{path_to("nodes", node.name) + ".on_error"} {}

    std::optional<ErrorPolicy> read() {
        ErrorPolicy policy;
        if (node_.on_error.is_object() && !is_rule(node_.on_error))
            read_classes(policy);
        else
            policy.otherwise = read_rule(node_.on_error, path_);
        if (has_mistake_)
            return std::nullopt;
        return policy;
    }

private:
    void error(const Origin& origin, std::string path, std::string message) {
        has_mistake_ = true;
        issues_.error(origin, std::move(path), std::move(message));
    }

    void read_classes(ErrorPolicy& policy) {
        for (const auto& [name, value] : node_.on_error.as_object()) {
            if (is_free_key(name))
                continue;
            const std::string path = path_to(path_, name);
            if (name == "*")
                policy.otherwise = read_rule(value, path_ + ".*");
            else if (const auto error_class = class_of(name))
                policy.by_class[*error_class] = read_rule(value, path);
            else
                error(value.key_origin,
                      path_,
                      fmt::format("unknown class of errors {}; expected one of {}{}",
                                  in_quotes(name),
                                  joined(class_names()),
                                  did_you_mean(name, class_names())));
        }
    }

    ErrorRule read_rule(const Value& value, const std::string& path) {
        if (value.is_string() && value.as_string() == "retry")
            return {.then = OnError::fail, .retry = Retry{}};
        if (value.is_object() && is_rule(value))
            return read_rule_object(value, path);
        if (const auto end = end_of(value))
            return {.then = *end, .retry = std::nullopt};
        std::vector<std::string> words = ends();
        words.emplace_back("retry");
        const char* rest = path == path_ ? ", or an object of these by class of error" : "";
        error(value.origin,
              path,
              fmt::format(R"(found {}; expected "fail", "skip", "dead_letter", "retry" or )"
                          R"({{"retry": {}, "then": "fail"}}{}{})",
                          as_found(value),
                          retry_example,
                          rest,
                          value.is_string() ? did_you_mean(value.as_string(), words) : ""));
        return {};
    }

    static std::optional<OnError> end_of(const Value& value) {
        if (!value.is_string())
            return std::nullopt;
        const auto found = std::find(ends().begin(), ends().end(), value.as_string());
        if (found == ends().end())
            return std::nullopt;
        return static_cast<OnError>(found - ends().begin());
    }

    ErrorRule read_rule_object(const Value& object, const std::string& path) {
        static const std::vector<std::string> keys = {"retry", "then"};
        for (const auto& [key, value] : object.as_object())
            if (class_of(key) || key == "*")
                error(value.key_origin,
                      path,
                      fmt::format(R"(found the class "{0}" beside "retry" or "then"; expected )"
                                  R"(either a rule for all classes, or one for each: )"
                                  R"({{"{0}": "retry", "*": "fail"}})",
                                  key));
            else if (!is_free_key(key) && !is_one_of(key, keys))
                error(value.key_origin, path, unknown_key(key, keys));
        ErrorRule rule;
        if (const Value* retry = object.find("retry"))
            rule.retry = read_retry(*retry, path + ".retry");
        else
            error(object.origin,
                  path,
                  R"(found "then" without "retry"; expected both, or the word alone, such as )"
                  R"("skip")");
        const Value* then = object.find("then");
        if (then == nullptr)
            return rule;
        if (const auto end = end_of(*then))
            rule.then = *end;
        else
            error(then->origin,
                  path + ".then",
                  fmt::format(R"(found {}; expected "fail", "skip" or "dead_letter": what is done )"
                              "when every attempt has failed{}",
                              as_found(*then),
                              then->is_string() ? did_you_mean(then->as_string(), ends()) : ""));
        return rule;
    }

    Retry read_retry(const Value& value, const std::string& path) {
        static const std::vector<std::string> keys = {"attempts", "backoff"};
        Retry retry;
        if (!value.is_object()) {
            error(value.origin,
                  path,
                  fmt::format(
                      "found {}; expected an object such as {}", as_found(value), retry_example));
            return retry;
        }
        for (const auto& [key, member] : value.as_object())
            if (!is_free_key(key) && !is_one_of(key, keys))
                error(member.key_origin, path, unknown_key(key, keys));
        if (const Value* attempts = value.find("attempts"))
            read_attempts(*attempts, path + ".attempts", retry);
        if (const Value* backoff = value.find("backoff"))
            read_backoff(*backoff, path + ".backoff", retry);
        return retry;
    }

    void read_attempts(const Value& value, const std::string& path, Retry& retry) {
        if (value.is_integer() && value.as_integer() >= 2 && value.as_integer() <= most_attempts)
            retry.attempts = static_cast<std::uint32_t>(value.as_integer());
        else
            error(value.origin,
                  path,
                  fmt::format("found {}; expected an integer from 2 to {}: calls in all, the first "
                              "one included",
                              as_found(value),
                              most_attempts));
    }

    void read_backoff(const Value& value, const std::string& path, Retry& retry) {
        if (!value.is_string())
            return error(value.origin,
                         path,
                         fmt::format(R"(found {}; expected the first and the longest delay, such )"
                                     R"(as "100ms..5s", or one delay, such as "1s")",
                                     as_found(value)));
        const std::string_view text = value.as_string();
        const std::size_t dots = text.find("..");
        const bool is_one = dots == std::string_view::npos;
        const auto first = read_delay(value, text.substr(0, dots), path);
        const auto longest =
            is_one || !first ? first : read_delay(value, text.substr(dots + 2), path);
        if (!first || !longest)
            return;
        if (*first > *longest)
            return error(value.origin,
                         path,
                         fmt::format("found {}, whose first delay is longer than the longest; "
                                     "expected the shorter one first: \"{}..{}\"",
                                     as_found(value),
                                     text.substr(dots + 2),
                                     text.substr(0, dots)));
        retry.first_delay = *first;
        retry.longest_delay = *longest;
    }

    std::optional<Duration>
    read_delay(const Value& value, std::string_view text, const std::string& path) {
        const UnitResult parsed = parse_duration(text);
        if (parsed.amount && *parsed.amount > 0 && Duration{*parsed.amount} <= longest_backoff)
            return Duration{*parsed.amount};
        error(value.origin,
              path,
              parsed.amount ? fmt::format("found {}; expected delays of more than nothing and at "
                                          "most 1h, such as \"100ms..5s\"",
                                          as_found(value))
                            : parsed.mistake);
        return std::nullopt;
    }

    const NodeConfig& node_;
    Issues& issues_;
    std::string path_;
    bool has_mistake_ = false;
};

} // namespace

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
    std::optional<ErrorPolicy> policy = OnErrorReader{node, issues}.read();
    if (policy && policy->uses_retry() && descriptor.traits.has_own_flow) {
        issues.error(node.on_error.origin,
                     path_to("nodes", node.name) + ".on_error",
                     fmt::format("{} is made of oneTBB nodes of its own, whose calls cannot be "
                                 "repeated; expected \"fail\", \"skip\" or \"dead_letter\"",
                                 descriptor.type));
        return std::nullopt;
    }
    return policy;
}

} // namespace penstock::config

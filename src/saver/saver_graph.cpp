// SPDX-License-Identifier: Apache-2.0
#include "saver/saver_graph.hpp"

#include "penstock/config_builder.hpp"
#include "penstock/config_error.hpp"
#include "penstock/validated_config.hpp"

#include "saver/output_name.hpp"
#include "saver/saver_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <stdexcept>
#include <utility>

namespace penstock::saver {
namespace {

constexpr std::uint64_t most_images = 1'000'000;
constexpr std::uint64_t least_bytes = 4096;
constexpr std::string_view encoder_prefix = "encode_";

std::string encoder_of(const std::string& format) {
    return std::string{encoder_prefix} + format;
}

bool has_key(const Value::Object& params, std::string_view key) {
    return std::ranges::any_of(params, [&](const auto& entry) { return entry.first == key; });
}

// Parameters of `encode`: those that were given for the format come before the common ones.
Value::Object encode_params(const std::string& format, const ImagesSaverOptions& options) {
    Value::Object params = {{"format", format}};
    if (const auto given = options.encode.find(format); given != options.encode.end())
        params.insert(params.end(), given->second.begin(), given->second.end());
    if (options.quality && (format == "jpeg" || format == "webp") && !has_key(params, "quality"))
        params.emplace_back("quality", *options.quality);
    if (options.level && format == "png" && !has_key(params, "level"))
        params.emplace_back("level", *options.level);
    return params;
}

Value::Object limiter_params(const ImagesSaverOptions& options) {
    Value::Object params = {{"max_images", static_cast<std::int64_t>(options.queue_size)}};
    if (options.max_bytes)
        params.emplace_back("max_bytes", std::to_string(options.max_bytes->bytes) + "B");
    return params;
}

Value::Object switch_params(const std::set<std::string>& ways) {
    Value::Object cases;
    for (const std::string& way : ways)
        cases.emplace_back(way, Value::Object{{"attr", way_attribute}, {"eq", way}});
    return {{"cases", std::move(cases)}, {"default", *ways.begin()}};
}

ValidatedConfig config_of(const std::set<std::string>& ways,
                          const ImagesSaverOptions& options,
                          NodeRegistry registry) {
    ConfigBuilder builder{"images_saver"};
    builder.node("inbox", "saver_inbox")
        .node("gate", "limiter", limiter_params(options))
        .node("copy", "saver_copy");
    const bool has_switch = ways.size() > 1;
    if (has_switch)
        builder.node("route", "switch", switch_params(ways));
    for (const std::string& way : ways) {
        std::string edge = has_switch ? "route." + way : "copy";
        if (way != file_bytes_way) {
            builder.node(encoder_of(way), "encode", encode_params(way, options));
            edge += " -> " + encoder_of(way);
        }
        builder.edge(edge + " -> write");
    }
    builder.node("write", "write", {{"path", "out/{dir}/{name}"}})
        .option("concurrency", "unlimited")
        .edge(has_switch ? "inbox -> gate -> copy -> route" : "inbox -> gate -> copy");
    return validate(builder.config(), registry);
}

// The location is any bytes, and the text of a config is UTF-8: it is put in behind that.
ValidatedConfig with_location(const ValidatedConfig& config, const std::string& location) {
    std::string path;
    for (const char c : location)
        path += c == '{' || c == '}' ? std::string(2, c) : std::string{c};
    path += (path == "/" ? "" : "/") + std::string{"{dir}/{name}"};
    ValidatedConfig::Content content = config.content();
    for (ValidatedNode& node : content.nodes)
        for (auto& [key, value] : node.params)
            if (node.name == "write" && key == "path")
                value = path;
    return ValidatedConfig{std::move(content)};
}

// What a mistake in the options is, without the place in a config that nobody wrote.
std::string words_of(const ConfigError& error) {
    std::string words;
    for (const ConfigIssue& issue : error.issues()) {
        const std::string_view path = issue.path;
        const std::string_view prefix = "nodes.";
        words += fmt::format("{}{}: {}",
                             words.empty() ? "" : "; ",
                             path.starts_with(prefix) ? path.substr(prefix.size()) : path,
                             issue.message);
    }
    return words;
}

std::set<std::string> formats_with_params(const ImagesSaverOptions& options) {
    std::set<std::string> formats;
    for (const auto& [format, params] : options.encode)
        formats.insert(format);
    if (options.quality)
        formats.insert({"jpeg", "webp"});
    if (options.level)
        formats.insert("png");
    return formats;
}

void check_formats(const ImagesSaverOptions& options, const NodeRegistry& registry) {
    const std::vector<std::string>& known =
        registry.find("encode")->descriptor.find_param("format")->choices;
    for (const auto& [format, params] : options.encode)
        if (std::ranges::find(known, format) == known.end())
            throw std::invalid_argument{fmt::format(
                "encode: there is no format \"{}\"; expected {}", format, fmt::join(known, ", "))};
}

std::vector<std::unique_ptr<Node>> encoders_of(const ValidatedConfig& config) {
    std::vector<std::unique_ptr<Node>> encoders;
    for (const ValidatedNode& node : config.nodes())
        if (node.name.starts_with(encoder_prefix))
            encoders.push_back(node.type->make(node.params));
    return encoders;
}

NodeRegistry registry_with(const std::shared_ptr<Inbox>& inbox) {
    NodeRegistry registry = built_in_nodes();
    add_saver_nodes(registry, inbox);
    return registry;
}

std::uint64_t number_of(std::string_view item) {
    std::uint64_t number = 0;
    std::from_chars(item.data(), item.data() + item.size(), number);
    return number;
}

} // namespace

void check_options(const ImagesSaverOptions& options) {
    if (options.queue_size < 1 || options.queue_size > most_images)
        throw std::invalid_argument{fmt::format(
            "queue_size is {}; expected 1 to {} images", options.queue_size, most_images)};
    if (options.max_bytes && options.max_bytes->bytes < least_bytes)
        throw std::invalid_argument{fmt::format(
            "max_bytes is {}; expected at least {}", options.max_bytes->bytes, least_bytes)};
    if (options.threads && (*options.threads < 1 || *options.threads > 1024))
        throw std::invalid_argument{
            fmt::format("threads is {}; expected 1 to 1024", *options.threads)};
    const NodeRegistry registry = registry_with(std::make_shared<Inbox>());
    check_formats(options, registry);
    const std::set<std::string> formats = formats_with_params(options);
    if (formats.empty())
        return;
    try {
        static_cast<void>(encoders_of(config_of(formats, options, registry)));
    } catch (const ConfigError& error) {
        throw std::invalid_argument{words_of(error)};
    } catch (const std::runtime_error& error) {
        throw std::invalid_argument{fmt::format("encode: {}", error.what())};
    }
}

SaverGraph::SaverGraph(const std::string& location,
                       const ImagesSaverOptions& options,
                       std::set<std::string> ways,
                       const Observers& observers)
    : ways_{std::move(ways)}, inbox_{std::make_shared<Inbox>()} {
    const ValidatedConfig config =
        with_location(config_of(ways_, options, registry_with(inbox_)), location);
    encoders_ = encoders_of(config);
    PipelineOptions pipeline_options;
    pipeline_options.threads = options.threads;
    pipeline_options.on_output = [observers](std::string_view item, std::string_view) {
        observers.on_written(number_of(item));
    };
    pipeline_options.on_failure = [observers](const Failure& failure) {
        observers.on_failed(number_of(failure.name), failure);
    };
    pipeline_ = std::make_unique<Pipeline>(config, std::move(pipeline_options));
    max_bytes_ = pipeline_->plan().front().max_bytes;
    pipeline_->start();
}

std::uint64_t SaverGraph::need(const PayloadBound& content) const {
    std::uint64_t most = 0;
    for (const auto& encoder : encoders_) {
        const NodeBound bound = dynamic_cast<const WorkNode&>(*encoder).bound(content);
        most = std::max(most, bound.output.bytes + bound.working_bytes);
    }
    return content.bytes + content.metadata_bytes + most;
}

RunReport SaverGraph::finish() {
    inbox_->close();
    return pipeline_->wait();
}

} // namespace penstock::saver

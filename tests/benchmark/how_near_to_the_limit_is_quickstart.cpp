// SPDX-License-Identifier: Apache-2.0
//
// An encode-bound graph should cost what its encoder costs, on all cores, and nearly nothing else.
// The limit is measured in the same run: what drawing and encoding one picture takes on one thread,
// with recycled memory and nothing around it, divided by the number of cores.
#include "penstock/penstock.hpp"

#include "measurement.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace penstock::benchmark {
namespace {

constexpr int rounds = 7;
constexpr std::uint64_t tool_pictures = 160;
constexpr std::uint64_t bare_pictures = 24;

/// What a node may ask of the engine, without an engine: memory that is used again and again.
class BareContext final : public NodeContext {
public:
    [[nodiscard]] const ItemInfo& item() const override { return info; }
    [[nodiscard]] const std::string& node_name() const override { return name; }
    [[nodiscard]] Image allocate_image(const ImageSpec& spec) override {
        return {spec, allocate_bytes(spec.bytes())};
    }
    [[nodiscard]] Buffer allocate_bytes(std::size_t size) override {
        for (const std::shared_ptr<Storage>& known : storages_)
            if (known.use_count() == 1 && known->capacity >= size)
                return {known, size};
        storages_.push_back(std::make_shared<Storage>(buffer_capacity(size)));
        return {storages_.back(), size};
    }
    [[nodiscard]] bool stop_requested() const override { return false; }
    void leave_by(std::size_t) override {}
    void set_attribute(std::string_view, Value) override {}
    void acquire_file_slot() override {}
    void release_file_slot() override {}
    void output_delivered(std::string_view) override {}
    void output_displaced(std::uint64_t, std::string_view, std::string_view) override {}

    std::string name;
    ItemInfo info;

private:
    class Storage final : public BufferStorage {
    public:
        explicit Storage(std::uint64_t size) : memory_{Buffer::allocate(size)} {
            data = memory_.bytes().data();
            capacity = size;
        }

    private:
        Buffer memory_;
    };
    std::vector<std::shared_ptr<Storage>> storages_;
};

/// The two nodes of the graph that work, called by hand on one thread.
class BareWork {
public:
    explicit BareWork(const ValidatedConfig& config)
        : source_{make<SourceNode>(config, "frames")}, render_{make<LoaderNode>(config, "render")},
          encode_{make<WorkNode>(config, "encode")} {}

    void run(std::uint64_t pictures) {
        for (std::uint64_t i = 0; i < pictures; ++i) {
            context_.info.request = source_->next().value();
            context_.info.sequence = i;
            const Request& request = context_.info.request;
            Payload picture =
                render_->load(request, render_->measure(request, context_), {}, context_);
            const Payload encoded = encode_->process(std::move(picture), context_);
            if (encoded.get<Encoded>() == nullptr)
                throw std::runtime_error("the encoder gave nothing");
        }
    }

private:
    template <class Kind>
    static std::unique_ptr<Kind> make(const ValidatedConfig& config, const char* name) {
        const ValidatedNode& described = *config.find(name);
        std::unique_ptr<Node> node = described.type->make(described.params);
        OpenContext opening;
        opening.node_name = name;
        node->open(opening);
        return std::unique_ptr<Kind>{&dynamic_cast<Kind&>(*node.release())};
    }

    std::unique_ptr<SourceNode> source_;
    std::unique_ptr<LoaderNode> render_;
    std::unique_ptr<WorkNode> encode_;
    BareContext context_;
};

void run_tool(const std::filesystem::path& graph, const std::filesystem::path& out) {
    const std::string command = fmt::format("'{}' run '{}' --var count={} --var out='{}' "
                                            "--progress none > /dev/null 2>&1",
                                            PENSTOCK_TOOL,
                                            graph.string(),
                                            tool_pictures,
                                            out.string());
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error("this failed: " + command);
}

void answer() {
    const std::filesystem::path graph = PENSTOCK_SOURCE_DIR "/graphs/quickstart.json";
    std::string name = (std::filesystem::temp_directory_path() / "penstock-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    const std::filesystem::path out = name;
    const ValidatedConfig config = validate(load_config(graph), built_in_nodes());
    const unsigned cores = std::thread::hardware_concurrency();

    std::vector<double> tool;
    std::vector<double> limit;
    std::vector<double> limit_all_cores;
    std::vector<double> ratio;
    std::vector<double> ratio_all_cores;
    std::vector<double> cpu_ratio;
    std::deque<BareWork> works; // they stay where they are
    for (unsigned i = 0; i < cores; ++i)
        works.emplace_back(config).run(1); // brings in its memory
    constexpr auto bare_count = static_cast<double>(bare_pictures);
    constexpr auto tool_count = static_cast<double>(tool_pictures);
    for (int round = 0; round < rounds; ++round) {
        const Cost bare = cost_of([&] { works[0].run(bare_pictures); });
        const Cost together = cost_of([&] {
            std::vector<std::jthread> threads;
            for (BareWork& work : works)
                threads.emplace_back([&work] { work.run(bare_pictures); });
        });
        const Cost whole = cost_of([&] { run_tool(graph, out); });
        limit.push_back(cores * bare_count / bare.wall);
        limit_all_cores.push_back(cores * bare_count / together.wall);
        tool.push_back(tool_count / whole.wall);
        ratio.push_back(tool.back() / limit.back());
        ratio_all_cores.push_back(tool.back() / limit_all_cores.back());
        cpu_ratio.push_back((whole.cpu / tool_count) / (bare.cpu / bare_count));
        std::filesystem::remove_all(out);
    }
    Report{"how_near_to_the_limit_is_quickstart"}
        .number("cores", cores)
        .number("pictures_per_run", tool_count)
        .summary("images_per_second", summarise(tool))
        .summary("limit_images_per_second", summarise(limit))
        .summary("limit_with_all_cores_at_work", summarise(limit_all_cores))
        .summary("ratio", summarise(ratio))
        .summary("ratio_with_all_cores_at_work", summarise(ratio_all_cores))
        .summary("cpu_time_against_bare_work", summarise(cpu_ratio))
        .print();
}

} // namespace
} // namespace penstock::benchmark

int main() {
    return penstock::benchmark::exit_code_of(penstock::benchmark::answer);
}

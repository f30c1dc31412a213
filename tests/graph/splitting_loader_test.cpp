// SPDX-License-Identifier: Apache-2.0
// Loaders that make several items of one request: the pages of a file.
#include "penstock/list_member.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

/// Makes as many images as the request's number says, modulo `most`, plus one; each of its own
/// size. With `most` 1 it makes one, and no list.
struct Pages {
    struct Params {
        std::uint32_t most = 4;
    };
    static Description<Pages> describe() {
        return Description<Pages>{"pages", "Makes several images of a request."}
            .param("most", &Params::most, {.doc = "How many at most.", .minimum = 1})
            .gives_attributes({"page"})
            .splits_into("image");
    }
    static ImageSpec spec_of(std::uint32_t page) {
        return {.width = 100 * (page + 1), .height = 50, .channels = 1};
    }
    static std::uint32_t count(const Request& request, const Params& params) {
        return 1 + static_cast<std::uint32_t>(request.index) % params.most;
    }
    std::uint32_t most_results(const Params& params) const { return params.most; }
    Measure measure(const Request& request, const Params& params, NodeContext&) const {
        std::vector<PayloadBound> pages;
        for (std::uint32_t page = 0; page < count(request, params); ++page)
            pages.push_back(PayloadBound::image(spec_of(page)));
        Measure measure;
        measure.output = params.most > 1 ? PayloadBound::list(pages) : pages[0];
        measure.format = "pages";
        return measure;
    }
    Payload load(const Request& request,
                 const Measure&,
                 Buffer,
                 const Params& params,
                 NodeContext& context) const {
        List list;
        for (std::uint32_t page = 0; page < count(request, params); ++page) {
            ListMember member{context.item(), {}};
            member.info.attributes.set("page", std::int64_t{page});
            Image image = context.allocate_image(spec_of(page));
            std::memset(image.pixels().data(),
                        static_cast<int>(10 * request.index + page),
                        image.pixels().size());
            member.payload = std::move(image);
            list.members.push_back(std::move(member));
        }
        return params.most > 1 ? Payload{std::move(list)} : std::move(list.members[0].payload);
    }
};

RunReport run(const std::string& params,
              const std::string& limiter,
              const std::string& nodes,
              const std::string& edges,
              Seen& seen,
              std::uint32_t threads) {
    NodeRegistry registry = engine_nodes();
    registry.add<Pages>();
    const std::string text = config_text(
        R"("n": {"type": "numbers", "params": {"count": 9}}, "g": {"type": "limiter", "params": {)" +
            limiter + R"(}}, "p": {"type": "pages", "params": {)" + params +
            R"(}, "set": {"kind": "scan"}}, "e": {"type": "collect"})" + nodes,
        R"("n -> g -> p -> )" + edges + R"(")");
    collect_in(&seen);
    PipelineOptions options;
    options.threads = threads;
    RunReport report = Pipeline{validate(parse_config(text, "test.json"), registry), options}.run();
    collect_in(nullptr);
    std::ranges::sort(seen.entries, {}, [](const Seen::Entry& entry) {
        return std::pair{entry.sequence, entry.first_byte};
    });
    return report;
}

} // namespace

TEST_CASE("a loader can make several items of a request", "[graph][split]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    Seen seen;
    const RunReport report =
        run("", "", R"(, "i": {"type": "increment"})", "i -> e", seen, threads);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 9);
    REQUIRE(report.outputs == 1 + 2 + 3 + 4 + 1 + 2 + 3 + 4 + 1);
    std::vector<int> bytes;
    for (const Seen::Entry& entry : seen.entries)
        bytes.push_back(entry.first_byte);
    CHECK(std::vector<int>(bytes.begin(), bytes.begin() + 6) ==
          std::vector<int>{1, 11, 12, 21, 22, 23});
    const Attributes& attributes = seen.entries[2].attributes;
    CHECK(attributes.find("page")->as_integer() == 1);
    CHECK(attributes.find("format")->as_string() == "pages");
    CHECK(attributes.find("kind")->as_string() == "scan");
}

TEST_CASE("the claim of an item covers all that the loader makes of it, and no more",
          "[graph][split]") {
    Seen seen;
    // The largest has four images; one that were counted as one image would let others in beside.
    const RunReport fits = run("", R"("max_images": 4)", "", "e", seen, 8);
    CHECK(fits.is_balanced());
    CHECK(fits.items.written == 9);
    CHECK(fits.peak_images == 4);
    try {
        static_cast<void>(run("", R"("max_images": 3)", "", "e", seen, 8));
        FAIL("a limiter has room for less than the loader says that it makes");
    } catch (const ConfigError& error) {
        CHECK_THAT(error.what(), Catch::Contains("set max_images to at least 4 [F23]"));
    }
}

TEST_CASE("a loader that says that it makes one thing gives it as it is", "[graph][split]") {
    Seen seen;
    const RunReport report =
        run(R"("most": 1)", "", R"(, "c": {"type": "copy"})", "c -> e", seen, 2);
    CHECK(report.is_balanced());
    CHECK(report.outputs == 9);
    CHECK(seen.entries[3].first_byte == 30);
}

TEST_CASE("branches of what a loader split are joined page by page", "[graph][split][join]") {
    Seen seen;
    const RunReport report =
        run(R"("most": 3)",
            "",
            R"(, "c": {"type": "copy"}, "i": {"type": "increment"}, "j": {"type": "pair"},
                 "b": {"type": "blend"})",
            R"([c, i]", "c -> j.in0", "i -> j.in1", "j -> b -> e)",
            seen,
            4);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 9);
    CHECK(report.outputs == 3 * (1 + 2 + 3));
    CHECK(seen.entries[1].first_byte == 3 * 10 + 11);
}

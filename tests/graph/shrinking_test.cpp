// SPDX-License-Identifier: Apache-2.0
#include "graph/shrinking.hpp"

#include "graph/graph_plan.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

using namespace penstock;
using namespace penstock::graph;
using namespace penstock::test;

namespace {

constexpr ImageSpec picture{.width = 256, .height = 256, .channels = 1};

/// Loads pictures of 256 x 256, or of as much as those behind it accept.
class Album {
public:
    struct Params {
        std::string shrink_on_load = "auto";
    };
    static Description<Album> describe() {
        return Description<Album>{"album", "Loads a picture."}
            .param("shrink_on_load", &Params::shrink_on_load, {.doc = "Whether."})
            .blocks()
            .can_shrink();
    }
    void open(const Params& params, const OpenContext& context) {
        if (params.shrink_on_load == "auto")
            least_scale_ = context.least_scale;
    }
    ImageSpec loaded() const {
        ImageSpec spec = picture;
        if (least_scale_)
            spec.width = spec.height = static_cast<std::uint32_t>(256 * least_scale_(picture));
        return spec;
    }
    Measure measure(const Request&, const Params&, NodeContext&) const {
        Measure measure;
        measure.output = PayloadBound::image(loaded());
        return measure;
    }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext& context) const {
        Image image = context.allocate_image(loaded());
        std::memset(image.pixels().data(), static_cast<int>(loaded().width), image.pixels().size());
        return image;
    }

private:
    ScaleBehind least_scale_;
};

/// Says what it is told to say.
struct Fit {
    struct Params {
        double scale = 1;
    };
    static Description<Fit> describe() {
        return Description<Fit>{"fit", "Accepts a scale."}.param(
            "scale", &Params::scale, {.doc = "Which; below 0: none that is a number."});
    }
    double least_scale(const ImageSpec&, const ScaleBehind&, const Params& params) const {
        if (params.scale < -1)
            throw std::runtime_error("planned");
        return params.scale < 0 ? std::numeric_limits<double>::quiet_NaN() : params.scale;
    }
    Image process(const Image& image, const Params&, NodeContext&) const { return image; }
};

/// Asks those behind it, of a picture that is half as wide.
struct Follow {
    struct Params {};
    static Description<Follow> describe() {
        return Description<Follow>{"follow", "Does the same at any scale."};
    }
    double least_scale(const ImageSpec& spec, const ScaleBehind& behind, const Params&) const {
        ImageSpec half = spec;
        half.width /= 2;
        return behind(half);
    }
    Image process(const Image& image, const Params&, NodeContext&) const { return image; }
};

/// Wants four columns.
struct Columns {
    struct Params {};
    static Description<Columns> describe() {
        return Description<Columns>{"columns", "Accepts what is four pixels wide."};
    }
    double least_scale(const ImageSpec& spec, const ScaleBehind&, const Params&) const {
        return 4.0 / spec.width;
    }
    Image process(const Image& image, const Params&, NodeContext&) const { return image; }
};

// `load` with these behind it.
std::string album(const std::string& nodes,
                  const std::string& edges,
                  const std::string& shrink_on_load = "auto") {
    return config_text(
        R"("n": {"type": "numbers", "params": {"count": 2}}, "gate": {"type": "limiter"},
           "load": {"type": "album", "params": {"shrink_on_load": ")" +
            shrink_on_load + R"("}}, "end": {"type": "collect"}, )" + nodes,
        R"("n -> gate -> load", )" + edges);
}

ValidatedConfig checked(const std::string& text) {
    NodeRegistry registry = engine_nodes();
    registry.add<Album>();
    registry.add<Fit>();
    registry.add<Follow>();
    registry.add<Columns>();
    return validate(parse_config(text, "test.json"), registry);
}

std::string fit(const std::string& name, const std::string& scale) {
    return '"' + name + R"(": {"type": "fit", "params": {"scale": )" + scale + "}}";
}

constexpr const char* follow = R"("follow": {"type": "follow"})";
constexpr const char* columns = R"("columns": {"type": "columns"})";
constexpr const char* copy = R"("copy": {"type": "copy"})"; // which says nothing

double scale_in(const std::string& text) {
    const GraphPlan plan{checked(text), {}};
    const auto& all = plan.config().nodes();
    for (NodeIndex node = 0; node < all.size(); ++node)
        if (all[node].name == "load")
            return plan.shrinking().least_scale_behind(node, picture);
    return -1;
}

double scale(const std::string& nodes, const std::string& edges) {
    return scale_in(album(nodes, edges));
}

std::string
note(const std::string& nodes, const std::string& edges, const std::string& shrink_on_load) {
    return Pipeline{checked(album(nodes, edges, shrink_on_load))}.shrinking().at("load");
}

} // namespace

TEST_CASE("a loader may make pictures as small as those behind it accept", "[graph][shrink]") {
    CHECK(scale(fit("a", "0.125"), R"("load -> a -> end")") == 0.125);
    CHECK(scale(fit("a", "1"), R"("load -> a -> end")") == 1);
    // A node that does the same at any scale says what those behind it say of what it makes.
    CHECK(scale(std::string{follow} + ", " + fit("a", "0.125"),
                R"("load -> follow -> a -> end")") == 0.125);
    CHECK(scale(columns, R"("load -> columns -> end")") == 4.0 / 256);
    CHECK(scale(std::string{follow} + ", " + columns, R"("load -> follow -> columns -> end")") ==
          4.0 / 128);
}

TEST_CASE("where a picture goes several ways, the one that needs most of it decides",
          "[graph][shrink]") {
    const std::string both = fit("a", "0.125") + ", " + fit("b", "0.5");
    CHECK(scale(both, R"("load -> [a, b] -> end")") == 0.5);
    CHECK(scale(both + ", " + follow, R"("load -> follow -> [a, b] -> end")") == 0.5);
    CHECK(scale(fit("a", "0.125"), R"("load -> a -> end", "load -> end")") == 1);
    CHECK(scale(fit("a", "0.125") + ", " + copy, R"("load -> [a, copy] -> end")") == 1);
}

TEST_CASE("a node that says nothing, or nothing sensible, needs the whole picture",
          "[graph][shrink]") {
    CHECK(scale(copy, R"("load -> copy -> end")") == 1);
    CHECK(scale(std::string{copy} + ", " + fit("a", "0.125"), R"("load -> copy -> a -> end")") ==
          1);
    CHECK(scale(follow, R"("load -> follow -> end")") == 1);
    for (const char* odd : {"-1", "-2", "0", "2"}) // no number, an exception, too little, too much
        CHECK(scale(fit("a", odd), R"("load -> a -> end")") == 1);
}

TEST_CASE("what failed brings no picture", "[graph][shrink]") {
    std::string text = album(fit("a", "0.125") + R"(, "failed": {"type": "collect"})",
                             R"("load -> a -> end", "load.dead_letter -> failed")");
    const std::string type = R"("type": "album")";
    text.replace(text.find(type), type.size(), type + R"(, "on_error": "dead_letter")");
    CHECK(scale_in(text) == 0.125);
}

TEST_CASE("a loader is told when it is opened, and what it loads smaller is claimed smaller",
          "[graph][shrink]") {
    const auto run = [](const std::string& shrink_on_load, const std::string& accepted) {
        Seen seen;
        collect_in(&seen);
        // Room for what is loaded and what is made of it, where both are 128 x 128 bytes.
        std::string text = album(fit("a", accepted), R"("load -> a -> end")", shrink_on_load);
        const std::string limiter = R"("limiter"})";
        text.replace(
            text.find(limiter), limiter.size(), R"("limiter", "params": {"max_bytes": "40KiB"}})");
        const RunReport report = Pipeline{checked(text)}.run();
        collect_in(nullptr);
        CHECK(report.is_balanced());
        return report.failures.empty() ? seen.entries.at(0).first_byte : -1;
    };
    CHECK(run("auto", "0.125") == 32);
    CHECK(run("auto", "0.5") == 128);
    CHECK(run("off", "0.125") == -1);
    CHECK(run("auto", "1") == -1);
}

TEST_CASE("a pipeline says for whom pictures are made smaller, or who needs them whole",
          "[graph][shrink]") {
    const std::string both = fit("a", "0.125") + ", " + fit("b", "0.5");
    const std::string edges = R"("load -> [a, b] -> end")";
    CHECK(note(both, edges, "auto") == "smaller for a, b");
    CHECK(note(both, edges, "off") == "whole, as shrink_on_load says");
    CHECK(note(both + ", " + copy, R"("load -> [a, b, copy] -> end")", "auto") == "whole for copy");
    CHECK(note(std::string{follow} + ", " + fit("a", "0.125"),
               R"("load -> follow -> a -> end")",
               "auto") == "smaller for a");
}

// SPDX-License-Identifier: Apache-2.0
// Every node type that penstock brings conforms.
#include "penstock/node_registry.hpp"
#include "penstock/testing/conformance.hpp"
#include "penstock/testing/node_runner.hpp"
#include "penstock/testing/samples.hpp"

#include "support/catch.hpp"
#include "support/ocio_config.hpp"
#include "support/profiles.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

using namespace penstock;
using namespace penstock::testing;

namespace {

Value condition(const char* attribute, const char* comparison, const Value& operand) {
    return Value::Object{{"attr", attribute}, {comparison, operand}};
}

// Types that need none are not here.
std::map<std::string, ConformanceOptions> options_of(const test::TempDir& folder) {
    std::map<std::string, ConformanceOptions> all;
    all["annotate"].params = {{"set", Value::Object{{"size", "{width}"}}}};
    all["batch"].params = {{"size", 2}};
    all["blur"].params = {{"sigma", 1.5}};
    all["color_convert"].params = {{"to", "linear"}};
    all["contact_sheet"].params = {{"cell_width", 8}, {"cell_height", 8}};
    all["convert"].params = {{"channels", 4}};
    all["convert"].other_params = {{{"pixel_type", "u8"}}};                // dither
    all["crop"].other_params = {{{"width", 4}, {"height", 4}},             // gravity
                                {{"x", 5}, {"width", 40}, {"height", 3}}}; // outside
    all["dedupe"].params = {{"by", "sample"}};
    all["encode"].params = {{"format", "jpeg"}};
    all["encode"].other_params = {
        {{"format", "png"}}, {{"format", "webp"}}, {{"format", "dpx"}}, {{"format", "gif"}}};
    all["files"].params = {{"paths", Value::Array{folder.path().string()}}};
    all["filter"].params = {{"keep", condition("width", "ge", 12)}};
    all["filter"].other_params = {{{"drop", condition("width", "ge", 12)}}};
    all["flip"].params = {{"axis", "horizontal"}};
    all["gamma"].params = {{"value", 1.2}};
    all["generate"].params = {{"count", 3}};
    all["levels"].without = {
        {"range_ends", "black lies below white, so neither comes to the other's last end"}};
    all["normalize"].params = {{"mean", 0.25}};
    all["normalize"].other_params = {{{"preset", "imagenet"}}};
    all["ocio_convert"].alternatives = {{"from", {Value{"gamma"}}},
                                        {"to", {Value{"gamma"}}},
                                        {"config", {Value{(folder / "other.ocio").string()}}}};
    all["ocio_convert"].params = {
        {"from", "light"}, {"to", "swapped"}, {"config", (folder / "show.ocio").string()}};
    all["ocio_convert"].loses_metadata = true;
    all["pad"].params = {{"left", 2}};
    all["pad"].other_params = {{{"width", 40}, {"height", 40}}};
    all["random_crop"].params = {{"width", 4}, {"height", 4}};
    all["record"].params = {{"path", (folder / "items.jsonl").string()}};
    all["rename"].params = {{"name", "{stem}_new"}};
    all["render"].params = {{"width", 24}, {"height", 16}};
    all["resize"].params = {{"width", 6}};
    all["resize"].other_params = {{{"width", 40}, {"height", 40}},
                                  {{"width", 40}, {"height", 40}, {"fit", "pad"}}};
    all["rotate"].params = {{"degrees", 90}};
    all["rotate"].other_params = {{{"degrees", 30}}};
    all["sample"].params = {{"every", 2}};
    all["sample"].other_params = {{{"share", 0.5}}};
    all["saturation"].params = {{"amount", 1.3}};
    all["set_metadata"].params = {{"title", "A title"}};
    all["set_metadata"].loses_metadata = true;
    all["strip_metadata"].alternatives = {{"kinds", {Value::Array{"exif"}}}};
    all["strip_metadata"].loses_metadata = true;
    all["switch"].params = {{"cases", Value::Object{{"large", condition("width", "ge", 12)}}}};
    all["text"].alternatives = {{"font", {Value{"DejaVuSansMono"}}}};
    all["text"].other_params = {{{"text", "{name}"}, {"relative_size", 0.5}, {"margin", 1}}};
    all["text"].params = {{"text", "{name}"}, {"size", 6}, {"margin", 1}};
    all["tile"].params = {{"width", 8}, {"height", 8}};
    all["tile"].other_params = {{{"width", 65535}, {"height", 65535}}}; // the largest overlap
    all["to_profile"].loses_metadata = true;
    all["to_profile"].params = {{"profile", (folder / "show.icc").string()}};
    all["to_profile"].without = {
        {"every_parameter_counts", "intent counts for some profiles only: see its own test"}};
    all["to_srgb"].without = {
        {"every_parameter_counts", "intent counts for images with a profile: see its own test"}};
    all["trim"].other_params = {{{"tolerance", 0.4}}}; // background
    all["watermark"].alternatives = {{"image", {Value{(folder / "other.png").string()}}}};
    all["watermark"].params = {{"image", (folder / "mark.png").string()}, {"margin", 1}};
    all["write"].params = {{"path", (folder / "{seq}.{ext}").string()}};
    all["zip"].params = {{"inputs", Value::Array{"left", "right"}}};
    return all;
}

// Files to lay over pictures.
void write_marks(const test::TempDir& folder) {
    NodeRunner encode{*built_in_nodes().find("encode"), {{"format", "png"}}};
    for (const auto& [name, width] : {std::pair{"mark.png", 4U}, std::pair{"other.png", 2U}}) {
        const Outcome outcome =
            encode.feed(sample_image({width, 3, 4, PixelType::u8, ColourSpace::srgb}));
        const auto bytes = outcome.get<Encoded>().buffer.bytes();
        folder.write(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
}

// Files that say what colours are.
void write_colours(const test::TempDir& folder) {
    folder.write("show.icc", test::rgb_profile(2.2));
    std::string config = test::ocio_config;
    folder.write("show.ocio", config);
    const std::string swap = "0, 1, 0, 0";
    config.replace(config.find(swap), swap.size(), "0, 0.5, 0, 0");
    folder.write("other.ocio", config);
}

bool needs_parameters(const NodeType& type) {
    return std::any_of(type.descriptor.params.begin(),
                       type.descriptor.params.end(),
                       [](const ParamDescriptor& param) { return param.is_required; });
}

} // namespace

TEST_CASE("every node type that penstock brings conforms", "[testing][conformance][built_in]") {
    const test::TempDir folder;
    write_marks(folder);
    write_colours(folder);
    const auto options = options_of(folder);
    const NodeRegistry registry = built_in_nodes();
    for (const std::string& name : registry.names()) {
        const NodeType& type = *registry.find(name);
        const auto given = options.find(name);
        if (name == "push") // only a program that pushes can make it
            continue;
        if (given == options.end() && needs_parameters(type)) {
            FAIL_CHECK("node type " << name
                                    << " has required parameters: give them in options_of()");
            continue;
        }
        try {
            const ConformanceReport report =
                conformance(type, given == options.end() ? ConformanceOptions{} : given->second);
            CHECK(to_string(report) ==
                  name + ": no finding in " + std::to_string(report.checks.size()) + " checks");
            CHECK_FALSE(report.checks.empty());
        } catch (const std::invalid_argument& error) {
            FAIL_CHECK(error.what());
        }
    }
    for (const auto& [name, unused] : options) {
        INFO("there is no node type " << name);
        CHECK(registry.find(name) != nullptr);
    }
}

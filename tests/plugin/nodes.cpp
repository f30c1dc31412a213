// SPDX-License-Identifier: Apache-2.0
#include "plugin/nodes.hpp"

#include "penstock/plugin.hpp"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace penstock::test {
namespace {

struct Tint {
    enum class Outcome : std::uint8_t {
        pass,
        corrupt,
        skip,
        other,
        exhausted,
        exit,
        quick_exit,
        change_folder,
        speechless,
        endless
    };
    struct Params {
        Outcome outcome = Outcome::pass;
        float strength = 0.5F;
    };
    static Description<Tint> describe() {
        return Description<Tint>{"tint", "Blends red over the image."}
            .choice("outcome",
                    &Params::outcome,
                    {{"pass", Outcome::pass},
                     {"corrupt", Outcome::corrupt},
                     {"skip", Outcome::skip},
                     {"other", Outcome::other},
                     {"exhausted", Outcome::exhausted},
                     {"exit", Outcome::exit},
                     {"quick_exit", Outcome::quick_exit},
                     {"change_folder", Outcome::change_folder},
                     {"speechless", Outcome::speechless},
                     {"endless", Outcome::endless}},
                    {.doc = "How it ends its items."})
            .param("strength", &Params::strength, {.doc = "How much.", .minimum = 0, .maximum = 1});
    }
    Image process(Image image, const Params& params, NodeContext&) const {
        switch (params.outcome) {
        case Outcome::pass:
            return image;
        case Outcome::corrupt:
            throw ItemError(ErrorClass::corrupt, "no red is left");
        case Outcome::skip:
            throw ItemSkipped("it is red already");
        case Outcome::exhausted:
            throw ResourceExhausted("the paint is used up");
        case Outcome::exit:
            std::exit(0); // NOLINT(concurrency-mt-unsafe): as bad plugins do
        case Outcome::quick_exit:
            std::quick_exit(0);
        case Outcome::change_folder:
            std::filesystem::current_path("/");
            return image;
        case Outcome::speechless:
            throw std::runtime_error("");
        case Outcome::endless:
            throw ResourceExhausted(std::string(1000000, 'x'));
        case Outcome::other:
            break;
        }
        throw std::out_of_range("redder than red");
    }
};

// Does nothing, and is called whatever it is told.
template <class Name> struct Plain {
    struct Params {};
    static Description<Plain> describe() { return {Name::type, Name::doc}; }
    Image process(Image image, const Params&, NodeContext&) const { return image; }
};

struct Shade {
    static constexpr const char* type = "shade";
    static constexpr const char* doc = "Makes images darker.";
};
struct Twin {
    static constexpr const char* type = "tint";
    static constexpr const char* doc = "Blends blue over the image.";
};
struct Sepia {
    static constexpr const char* type = "sepia";
    static constexpr const char* doc = "Makes images brown.";
};
struct Wordless {
    static constexpr const char* type = "wordless";
    static constexpr const char* doc = "";
};
struct Resize {
    static constexpr const char* type = "resize";
    static constexpr const char* doc = "Does not resize.";
};

} // namespace

void register_tint(NodeRegistry& registry) {
    registry.add<Tint>();
    registry.add<Plain<Shade>>();
}

void register_twin(NodeRegistry& registry) {
    registry.add<Plain<Twin>>();
}

void register_half_wrong(NodeRegistry& registry) {
    registry.add<Plain<Sepia>>();
    registry.add<Plain<Wordless>>();
}

void register_named_as_built_in(NodeRegistry& registry) {
    registry.add<Plain<Sepia>>();
    registry.add<Plain<Resize>>();
}

void register_and_throw_exception(NodeRegistry& registry) {
    registry.add<Plain<Sepia>>();
    throw std::runtime_error("the licence has expired");
}

void register_and_throw_number(NodeRegistry& registry) {
    registry.add<Plain<Sepia>>();
    throw 7; // NOLINT(misc-throw-by-value-catch-by-reference): as bad plugins do
}

void register_nothing(NodeRegistry&) {}

} // namespace penstock::test

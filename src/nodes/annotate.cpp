// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "storage/text_template.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

class Annotate {
public:
    struct Params {
        Value::Object set;
    };

    static Description<Annotate> describe() {
        return Description<Annotate>{
            "annotate",
            "Gives items attributes that are made of others: of their names, their sizes, other "
            "attributes. Attributes that are the same for all items need no node of their own: any "
            "node can set them."}
            .param("set",
                   &Params::set,
                   {.doc = "The attributes: text, with the fields that the path of write has, or a "
                           "number, true or false. All are made of what the item had before.",
                    .is_required = true,
                    .is_template = true,
                    .example = R"({"size": "{width}x{height}"})"})
            .passes_on();
    }

    void open(const Params& params, const OpenContext& /*context*/) {
        for (const auto& [name, value] : params.set)
            attributes_.push_back({name,
                                   value,
                                   value.is_string()
                                       ? std::optional{storage::TextTemplate{value.as_string()}}
                                       : std::nullopt});
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    Payload process(Payload payload, const Params& /*params*/, NodeContext& context) const {
        // Filled in before the first is set: their order means nothing.
        std::vector<Value> values;
        for (const Attribute& attribute : attributes_)
            values.push_back(attribute.text ? Value{attribute.text->fill(context.item(), payload)}
                                            : attribute.value);
        for (std::size_t i = 0; i < values.size(); ++i)
            context.set_attribute(attributes_[i].name, std::move(values[i]));
        return payload;
    }

private:
    struct Attribute {
        std::string name;
        Value value;
        std::optional<storage::TextTemplate> text; // of a string
    };

    std::vector<Attribute> attributes_;
};

} // namespace

void add_annotate(NodeRegistry& registry) {
    registry.add<Annotate>();
}

} // namespace penstock
